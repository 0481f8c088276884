namespace Interp.Samples.Shared.Hosting;

/// <summary>
/// The folder results go to. They are written beside their place and moved there when complete, so that nobody ever
/// reads half of them; whether the place can be written is known before the long work begins.
/// </summary>
public sealed class OutputFolder
{
    private readonly string _anchor; // The folder itself if it exists, else its nearest parent that does.

    private OutputFolder(string path, string anchor) => (Path, _anchor) = (path, anchor);

    /// <summary>The folder, as the user wrote it.</summary>
    public string Path { get; }

    /// <summary>Names a folder that exists or can be made; leaves nothing behind.</summary>
    /// <exception cref="IOException">It is a file, or something on the way is.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be written.</exception>
    public static OutputFolder At(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var full = System.IO.Path.GetFullPath(path);
        var anchor = full;
        while (!Directory.Exists(anchor))
        {
            if (File.Exists(anchor))
                throw new IOException($"{path}: {(anchor == full ? "it" : anchor)} is a file; results need a folder. Choose another --out.");
            anchor = System.IO.Path.GetDirectoryName(anchor) ?? throw new IOException($"{path}: no part of this path exists. Choose another --out.");
        }

        var folder = new OutputFolder(path, anchor);
        Directory.Delete(folder.Stage());
        return folder;
    }

    /// <summary>Puts files into the folder, all of them or none; files of the same names are replaced.</summary>
    /// <param name="write">Writes the files into the folder it is given.</param>
    public void Publish(Action<string> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        var stage = Stage();
        try
        {
            write(stage);
            Move(stage, System.IO.Path.GetFullPath(Path));
        }
        finally
        {
            if (Directory.Exists(stage))
                Directory.Delete(stage, recursive: true);
        }
    }

    private static void Move(string stage, string target)
    {
        if (!Directory.Exists(target))
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
            Directory.Move(stage, target);
            return;
        }

        foreach (var file in Directory.GetFiles(stage))
            File.Move(file, System.IO.Path.Combine(target, System.IO.Path.GetFileName(file)), overwrite: true);
    }

    private string Stage()
    {
        var stage = System.IO.Path.Combine(_anchor, $".unfinished-{Guid.NewGuid():N}");
        try
        {
            return Directory.CreateDirectory(stage).FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnauthorizedAccessException($"{Path}: cannot write to {_anchor} ({e.Message}). Choose another --out.", e);
        }
    }
}
