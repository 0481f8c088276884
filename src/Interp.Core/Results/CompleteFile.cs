namespace Interp.Core.Results;

/// <summary>Files that stand whole under their name, or not at all.</summary>
internal static class CompleteFile
{
    /// <summary>Writes beside the path and moves there when all is written.</summary>
    /// <param name="path">In an existing folder.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="IOException">Someone else is writing the same file.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        var beside = path + ".partial";
        var stream = new FileStream(beside, FileMode.Create, FileAccess.Write, FileShare.None);
        try
        {
            using (stream)
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(beside, path, overwrite: true);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }
    }
}
