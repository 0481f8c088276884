using System.Text.Json.Nodes;

namespace Interp.Core.Studies.Stores;

/// <summary>One runner a folder. The lock is the operating system's, so that it goes with the process; beside it stands who holds it.</summary>
internal sealed class StudyLock : IDisposable
{
    private readonly FileStream _file;
    private readonly string _ownerPath;

    private StudyLock(FileStream file, string ownerPath) => (_file, _ownerPath) = (file, ownerPath);

    /// <summary>Takes the lock.</summary>
    /// <param name="folder">An existing folder.</param>
    /// <param name="since">When, for whom it keeps waiting.</param>
    /// <param name="takenOver">Told who left it behind, where somebody did.</param>
    /// <exception cref="StoreException">Another process holds it; the message says which.</exception>
    public static StudyLock Take(string folder, DateTimeOffset since, Action<string> takenOver)
    {
        var (path, ownerPath) = (Path.Combine(folder, "lock"), Path.Combine(folder, "owner.json"));
        FileStream? file = null;
        SafeFile.Guard(path, () =>
        {
            try
            {
                file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (File.Exists(path) && e is not (FileNotFoundException or DirectoryNotFoundException))
            {
                throw new StoreException($"{folder}: is in use by {Owner(ownerPath) ?? "another process"}. Wait for it, stop it, or choose another folder.", e);
            }
        });

        try
        {
            if (Owner(ownerPath) is { } stale)
                takenOver(stale);
            SafeFile.WriteText(ownerPath, new JsonObject { ["process"] = Environment.ProcessId, ["machine"] = Environment.MachineName, ["since"] = since.ToString("O") }.ToJsonString());
            return new StudyLock(file!, ownerPath);
        }
        catch
        {
            file!.Dispose();
            throw;
        }
    }

    /// <summary>Who holds a folder, or left it behind; null where nobody does.</summary>
    public static string? OwnerOf(string folder) => Owner(Path.Combine(folder, "owner.json"));

    /// <summary>Gives the folder back.</summary>
    public void Dispose()
    {
        try
        {
            File.Delete(_ownerPath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The lock itself goes below; the next one will speak of an owner that is gone.
        }

        _file.Dispose();
    }

    private static string? Owner(string path)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(path)) is JsonObject owner ? $"process {owner["process"]} on {owner["machine"]} since {owner["since"]}" : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Text.Json.JsonException)
        {
            return null;
        }
    }
}
