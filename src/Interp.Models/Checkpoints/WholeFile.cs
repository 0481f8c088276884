namespace Interp.Models.Checkpoints;

/// <summary>Files that stand whole under their name, or not at all.</summary>
internal static class WholeFile
{
    /// <summary>Writes beside the path and moves there when all is written; an older file is replaced.</summary>
    public static void Write(string path, Action<Stream> write)
    {
        var beside = $"{path}.{Guid.NewGuid():N}.part";
        try
        {
            using (var stream = new FileStream(beside, FileMode.CreateNew, FileAccess.Write, FileShare.None))
                write(stream);
            File.Move(beside, path, overwrite: true);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }
    }
}
