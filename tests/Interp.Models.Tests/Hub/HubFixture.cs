using Interp.Models.Hub;

namespace Interp.Models.Tests.Hub;

/// <summary>A fake hub, an empty cache folder, and options that do not wait.</summary>
public abstract class HubFixture : IDisposable
{
    private protected static readonly HubRepository Repository = new(FakeHub.Id);

    private protected FakeHub Server { get; } = new();

    private protected string Folder { get; } = Directory.CreateTempSubdirectory("interp-hub-").FullName;

    private protected HubOptions Options => new()
    {
        CacheDirectory = Folder,
        Endpoint = Server.Endpoint,
        RetryDelay = TimeSpan.FromMilliseconds(1),
        StallTimeout = TimeSpan.FromSeconds(5),
    };

    private protected string RepositoryFolder => Path.Combine(Folder, "models--org--model");

    private protected string SnapshotFolder => Path.Combine(RepositoryFolder, "snapshots", FakeHub.Commit);

    private protected string BlobOf(byte[] content) => Path.Combine(RepositoryFolder, "blobs", FakeHub.Sha256(content));

    private protected static byte[] Content(int length)
    {
        var bytes = new byte[length];
        new Random(7).NextBytes(bytes);
        return bytes;
    }

    private protected async Task<string> DownloadAsync(string file, HubOptions? options = null)
    {
        using var client = new HubClient(options ?? Options);
        return await client.DownloadAsync(Repository, file);
    }

    public void Dispose()
    {
        Server.Dispose();
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }
}
