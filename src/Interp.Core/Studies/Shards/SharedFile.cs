using System.Text;
using Interp.Core.Studies.Stores;

namespace Interp.Core.Studies.Shards;

/// <summary>Files that many processes of many machines may want to write first.</summary>
internal static class SharedFile
{
    /// <summary>Writes a file if there is none; of several that try at once one succeeds, and nobody ever reads half of it.</summary>
    /// <returns>False where there is one already.</returns>
    /// <exception cref="StoreException">It cannot be written.</exception>
    public static bool TryWriteOnce(string path, string text)
    {
        if (File.Exists(path))
            return false;
        var beside = $"{path}.{Environment.MachineName}-{Guid.NewGuid():N}.partial";
        try
        {
            SafeFile.Guard(path, () =>
            {
                File.WriteAllBytes(beside, Encoding.UTF8.GetBytes(text));
                File.Move(beside, path, overwrite: false); // A hard link on Unix: it fails where somebody was faster.
            });
            return true;
        }
        catch (StoreException) when (File.Exists(path))
        {
            return false;
        }
        finally
        {
            File.Delete(beside);
        }
    }
}
