namespace Interp.Core.Studies.Stores;

/// <summary>Writes files whole: beside their place, to the disk, and then under their name.</summary>
internal static class SafeFile
{
    private const string Partial = ".partial";

    /// <summary>Writes one; where anything fails what the file held stays as it was.</summary>
    /// <param name="path">In an existing folder.</param>
    /// <param name="write">Writes the contents.</param>
    /// <exception cref="StoreException">The disk is full, or will not be written; the message names the file.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        var beside = path + Partial;
        Guard(path, () =>
        {
            try
            {
                using (var stream = new FileStream(beside, FileMode.Create, FileAccess.Write, FileShare.None))
                {
                    write(stream);
                    stream.Flush(flushToDisk: true);
                }

                File.Move(beside, path, overwrite: true);
            }
            catch
            {
                TryDelete(beside);
                throw;
            }
        });
    }

    /// <summary>Writes something; a disk that will not take it is told of as such.</summary>
    /// <param name="path">What is written.</param>
    /// <param name="write">Writes it.</param>
    /// <exception cref="StoreException">The disk is full, or will not be written; the message names the file.</exception>
    public static void Guard(string path, Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is UnauthorizedAccessException or (IOException and not StoreException))
        {
            throw new StoreException($"{path}: could not be written ({e.Message.TrimEnd('.')}); what was measured before is kept. Make room or choose a folder that can be written, and run again.", e);
        }
    }

    /// <summary>Writes text, lines ended by LF.</summary>
    public static void WriteText(string path, string text) => Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The first error is the one to tell.
        }
    }
}
