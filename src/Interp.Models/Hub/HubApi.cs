using Interp.Models.Checkpoints;

namespace Interp.Models.Hub;

/// <summary>The hub's questions and answers: the files of a repository, and what it says about one.</summary>
internal sealed class HubApi(HubHttp http, HubOptions options)
{
    private const int MaxListingBytes = 32 << 20;

    public Task<HubListing> ListAsync(HubRepository repository, CancellationToken cancellation) =>
        new HubRetry(options).RunAsync(() => ListOnceAsync(repository, cancellation), cancellation);

    public Task<RemoteFile> DescribeAsync(HubTarget target, CancellationToken cancellation) =>
        new HubRetry(options).RunAsync(() => DescribeOnceAsync(target, cancellation), cancellation);

    private async Task<HubListing> ListOnceAsync(HubRepository repository, CancellationToken cancellation)
    {
        var address = http.Address($"{repository.Api}/revision/{Uri.EscapeDataString(repository.Revision)}");
        var request = new HubRequest(HttpMethod.Get, address, new HubTarget(repository, null));
        using var response = await http.SendAsync(request, cancellation).ConfigureAwait(false);
        using var body = await HubBody.OpenAsync(response, options, $"the list of files of {repository}", cancellation).ConfigureAwait(false);
        using var json = new MemoryStream();
        while (await body.NextAsync(cancellation).ConfigureAwait(false) is { Length: > 0 } bytes)
        {
            if (json.Length + bytes.Length > MaxListingBytes)
                throw Malformed.Data($"{address} sends more than {MaxListingBytes} bytes, expected a list of files; check HF_ENDPOINT.");
            json.Write(bytes.Span);
        }
        var listing = HubListing.Parse(json.GetBuffer().AsMemory(0, (int)json.Length), address);
        CheckCommit(repository, listing.Commit, address);
        return listing;
    }

    private async Task<RemoteFile> DescribeOnceAsync(HubTarget target, CancellationToken cancellation)
    {
        var address = FileAddress(target.Repository, target.File!);
        var request = new HubRequest(HttpMethod.Head, address, target) { StopAtOtherHost = true };
        using var response = await http.SendAsync(request, cancellation).ConfigureAwait(false);
        var (commit, tag) = (response.Headers.Commit, response.Headers.ETag);
        if (commit is null || !HubNames.IsCommit(commit))
            throw Unknown(address, "X-Repo-Commit", commit);
        var weak = tag?.StartsWith("W/", StringComparison.Ordinal) ?? false;
        var name = (weak ? tag![2..] : tag)?.Trim('"');
        if (name is null || !HubNames.IsBlobName(name))
            throw Unknown(address, "ETag", tag);
        CheckCommit(target.Repository, commit, address);
        // From here on the commit is asked for: a branch may move while its files are downloaded.
        var pinned = FileAddress(target.Repository with { Revision = commit }, target.File!);
        return new RemoteFile(target.File!, pinned, commit, name, weak, response.Headers.Size);
    }

    private Uri FileAddress(HubRepository repository, string file) => http.Address(
        $"{repository.Page}/resolve/{Uri.EscapeDataString(repository.Revision)}/{string.Join('/', file.Split('/').Select(Uri.EscapeDataString))}");

    private static void CheckCommit(HubRepository repository, string commit, Uri address)
    {
        if (repository.IsPinned && commit != repository.Revision)
            throw Malformed.Data($"{address} answered for commit {commit}, expected {repository.Revision}; check HF_ENDPOINT.");
    }

    private static InvalidDataException Unknown(Uri address, string header, string? value) => Malformed.Data(
        $"{address} answered with {header} {(value is null ? "missing" : $"'{value}'")}, expected a hub's; check HF_ENDPOINT, and that no proxy removes headers.");
}
