using System.Security.Cryptography;
using System.Text;

namespace Interp.Models.Hub;

/// <summary>Checks content against the hash that names it.</summary>
internal static class BlobHash
{
    private const int BufferBytes = 1 << 20;

    /// <summary>Whether a file's content is what its entity tag says; a tag of no known kind cannot be checked and passes.</summary>
    public static async Task<bool> MatchesAsync(string path, string etag, CancellationToken cancellation)
    {
        var algorithm = Algorithm(etag);
        if (algorithm is not { } known)
            return true;
        using var hash = IncrementalHash.CreateHash(known);
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 0, FileOptions.SequentialScan | FileOptions.Asynchronous);
        await using (file.ConfigureAwait(false))
        {
            // git hashes a header before the content.
            if (known == HashAlgorithmName.SHA1)
                hash.AppendData(Encoding.ASCII.GetBytes($"blob {file.Length}\0"));
            var buffer = new byte[BufferBytes];
            for (int count; (count = await file.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0;)
                hash.AppendData(buffer, 0, count);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset()) == etag;
    }

    private static HashAlgorithmName? Algorithm(string etag) => (HubNames.IsLowerHex(etag), etag.Length) switch
    {
        (true, 64) => HashAlgorithmName.SHA256,
        (true, 40) => HashAlgorithmName.SHA1,
        _ => null,
    };
}
