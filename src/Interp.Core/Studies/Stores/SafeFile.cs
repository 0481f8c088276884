using System.Text;
using Interp.Core.Results;

namespace Interp.Core.Studies.Stores;

/// <summary>Writes files whole, and tells a disk that will not take them from other faults.</summary>
internal static class SafeFile
{
    /// <summary>Writes one; where anything fails what the file held stays as it was.</summary>
    /// <param name="path">In an existing folder.</param>
    /// <param name="write">Writes the contents.</param>
    /// <exception cref="StoreException">The disk is full, or will not be written; the message names the file.</exception>
    public static void Write(string path, Action<Stream> write) => Guard(path, () => CompleteFile.Write(path, write));

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
    public static void WriteText(string path, string text) => Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
}
