using System.Runtime.InteropServices;

namespace Interp.Models.Hub;

/// <summary>
/// One downloader a blob, among threads and processes: an exclusively opened file, at the place where the Python libraries
/// lock too. It stays behind when released; deleting it would let two holders in.
/// </summary>
internal static class HubLock
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    public static async Task<IDisposable> AcquireAsync(string path, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (IsHeld(e))
            {
                await Task.Delay(Poll, cancellation).ConfigureAwait(false);
            }
        }
    }

    // ERROR_SHARING_VIOLATION, and EWOULDBLOCK of Linux and macOS.
    private static bool IsHeld(IOException e) => RuntimeInformation.IsOSPlatform(OSPlatform.Windows)
        ? e.HResult == unchecked((int)0x80070020)
        : e.HResult is 11 or 35;
}
