using System.Net;
using Interp.Models.Checkpoints;

namespace Interp.Models.Hub;

/// <summary>
/// Brings one file's content into the cache: into <c>ETAG.incomplete</c>, resumed where an earlier download stopped,
/// checked as a whole, and only then renamed to <c>ETAG</c>.
/// </summary>
internal sealed class BlobDownload(HubHttp http, HubOptions options, HubTarget target, RemoteFile remote, string blob)
{
    private const long ProgressStep = 1 << 20;
    private const long MaxUnannouncedBytes = 64 << 20;

    private readonly string _part = blob + ".incomplete";
    private readonly HubRetry _retry = new(options);

    public IProgress<HubProgress>? Progress { get; init; }

    /// <summary>Whether the cache has the content already.</summary>
    public bool IsDone => new FileInfo(blob) is { Exists: true } file && (remote.Size is not { } size || file.Length == size);

    /// <summary>Downloads; the caller holds the blob's lock.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(blob)!);
        var resumed = new FileInfo(_part) is { Exists: true, Length: > 0 };
        await FetchAsync(cancellation).ConfigureAwait(false);
        if (!await IsIntactAsync(cancellation).ConfigureAwait(false))
        {
            // What an earlier download left behind may be what is wrong.
            if (resumed)
                await FetchAsync(cancellation).ConfigureAwait(false);
            if (!resumed || !await IsIntactAsync(cancellation).ConfigureAwait(false))
                throw Malformed.Data(
                    $"{Name}: what {options.Site} sent does not have the hash {remote.ETag} it announced, and was deleted; try again, without a proxy or mirror in between.");
        }
        File.Move(_part, blob, overwrite: true);
    }

    private string Name => $"{target.Repository.Id}/{remote.Name}";

    private async Task<bool> IsIntactAsync(CancellationToken cancellation)
    {
        if (await BlobHash.MatchesAsync(_part, remote.ETag, cancellation).ConfigureAwait(false))
            return true;
        File.Delete(_part);
        return false;
    }

    private async Task FetchAsync(CancellationToken cancellation)
    {
        try
        {
            await _retry.RunAsync(() => ReceiveAsync(cancellation), cancellation).ConfigureAwait(false);
        }
        catch (InvalidDataException)
        {
            File.Delete(_part);
            throw;
        }
    }

    /// <summary>One attempt: asks for what is missing and appends it.</summary>
    /// <returns>Bytes on disk.</returns>
    private async Task<long> ReceiveAsync(CancellationToken cancellation)
    {
        var part = new FileStream(_part, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, 0, FileOptions.Asynchronous);
        await using (part.ConfigureAwait(false))
        {
            // Without a size nothing tells a whole file from the beginning of one.
            if (remote.Size is not { } size || part.Length > size)
                part.SetLength(0);
            else if (part.Length == size)
                return size;
            else
                CheckSpace(size - part.Length);
            part.Seek(0, SeekOrigin.End);
            var request = new HubRequest(HttpMethod.Get, remote.Address, target)
            {
                From = part.Length,
                IfRange = remote.IsWeak ? null : remote.ETag,
            };
            using var response = await http.SendAsync(request, cancellation).ConfigureAwait(false);
            Align(response.Message, part);
            await CopyAsync(response, part, cancellation).ConfigureAwait(false);
            part.Flush(flushToDisk: true);
            return part.Length;
        }
    }

    /// <summary>Makes the part end where the answer begins.</summary>
    private void Align(HttpResponseMessage message, FileStream part)
    {
        if (message.StatusCode == HttpStatusCode.PartialContent)
        {
            var range = message.Content.Headers.ContentRange;
            if (range?.From == part.Length && (range.Length ?? remote.Size) == remote.Size)
                return;
            part.SetLength(0);
            throw new TransientException($"{Name}: the server answered with another part than asked for.");
        }
        var refused = message.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable;
        part.SetLength(0);
        if (refused)
            throw new TransientException($"{Name}: the server refused to continue the download.");
    }

    private async Task CopyAsync(HubResponse response, FileStream part, CancellationToken cancellation)
    {
        var limit = remote.Size ?? MaxUnannouncedBytes;
        if (response.Message.Content.Headers.ContentLength is { } length && length > limit - part.Length)
            throw TooLong(limit);
        using var body = await HubBody.OpenAsync(response, options, Name, cancellation).ConfigureAwait(false);
        var (started, reported) = (part.Length, part.Length);
        Report(reported);
        while (await body.NextAsync(cancellation).ConfigureAwait(false) is { Length: > 0 } bytes)
        {
            if (bytes.Length > limit - part.Position)
                throw TooLong(limit);
            await part.WriteAsync(bytes, cancellation).ConfigureAwait(false);
            if (part.Position - started >= ProgressStep)
                _retry.Progressed();
            if (part.Position - reported < ProgressStep)
                continue;
            reported = part.Position;
            Report(reported);
        }
        if (remote.Size is { } size && part.Length < size)
            throw new TransientException($"{Name}: the server sent {part.Length} of {size} bytes.");
        Report(part.Length);
    }

    private void Report(long bytes) => Progress?.Report(new HubProgress(remote.Name, bytes, remote.Size));

    private InvalidDataException TooLong(long limit) => Malformed.Data(
        $"{Name}: the server sends more than the {limit} bytes expected; the download was deleted. Try again, without a proxy or mirror in between.");

    private void CheckSpace(long missing)
    {
        // A network share of Windows is no drive; there the writes themselves tell.
        if (blob.StartsWith(@"\\", StringComparison.Ordinal))
            return;
        var folder = Path.GetDirectoryName(blob)!;
        var free = new DriveInfo(folder).AvailableFreeSpace;
        if (missing > free)
            throw new IOException(
                $"{Name} needs {missing} more bytes, and {folder} has room for {free}; free some, or set HF_HUB_CACHE to a larger disk.");
    }
}
