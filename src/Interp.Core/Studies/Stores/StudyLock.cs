using System.Text.Json.Nodes;

namespace Interp.Core.Studies.Stores;

/// <summary>One runner a folder. The lock is the operating system's, so that it goes with the process; beside it stands who holds it.</summary>
internal sealed class StudyLock : IDisposable
{
    private const string LockName = "lock";
    private const string OwnerName = "owner.json";
    private const int Tries = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly FileStream _file;
    private readonly string _ownerPath;

    private StudyLock(FileStream file, string ownerPath) => (_file, _ownerPath) = (file, ownerPath);

    /// <summary>True where a process works in a folder now. Somebody who left it behind does not.</summary>
    /// <param name="folder">Any folder.</param>
    public static bool IsHeld(string folder)
    {
        if (!File.Exists(Path.Combine(folder, OwnerName)))
            return false;
        try
        {
            using var look = new FileStream(Path.Combine(folder, LockName), FileMode.Open, FileAccess.Read, FileShare.Read);
            return false;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>Takes the lock.</summary>
    /// <param name="folder">An existing folder.</param>
    /// <param name="since">When, for whom it keeps waiting.</param>
    /// <param name="takenOver">Told who left it behind, where somebody did.</param>
    /// <exception cref="StoreException">Another process holds it; the message says which.</exception>
    public static StudyLock Take(string folder, DateTimeOffset since, Action<string> takenOver)
    {
        var (path, ownerPath) = (Path.Combine(folder, LockName), Path.Combine(folder, OwnerName));
        FileStream? file = null;
        SafeFile.Guard(path, () => file = Open(path) ?? throw new StoreException($"{folder}: is in use by {Owner(ownerPath) ?? "another process"}. Wait for it, stop it, or choose another folder."));

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
    public static string? OwnerOf(string folder) => Owner(Path.Combine(folder, OwnerName));

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

    /// <summary>The lock file, held; null where somebody else holds it for longer than <see cref="IsHeld"/> takes to look.</summary>
    private static FileStream? Open(string path)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (File.Exists(path) && e is not (FileNotFoundException or DirectoryNotFoundException))
            {
                if (tries == Tries)
                    return null;
                Thread.Sleep(Pause);
            }
        }
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
