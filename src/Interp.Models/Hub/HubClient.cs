using Interp.Models.Checkpoints;

namespace Interp.Models.Hub;

/// <summary>
/// Gets models from the Hugging Face hub into the local cache, and from the cache without any network where it has them.
/// May be used by several threads at once; several processes may share the cache.
/// </summary>
/// <remarks>
/// The protocol is that of the Python <c>huggingface_hub</c> library, whose cache is shared. Downloads resume, are checked
/// against the hash that the hub announces, and appear under their name only when whole. The token goes to
/// <see cref="HubOptions.Endpoint"/> and to no other host.
/// </remarks>
public sealed class HubClient : IDisposable
{
    private const string WayOnline =
        "unset HF_HUB_OFFLINE to download it, copy the file there, or set HF_HUB_CACHE to the cache that has it.";

    private readonly HubOptions _options;
    private readonly HttpClient? _owned;
    private readonly HubHttp _http;
    private readonly HubApi _api;

    /// <summary>A client with connections of its own.</summary>
    /// <param name="options">Options; <see cref="HubOptions.FromEnvironment()"/> gives the usual ones.</param>
    /// <exception cref="ArgumentException">The options do not make sense.</exception>
    public HubClient(HubOptions options)
    {
        // First, for it checks the options: no connection pool is left behind where they are wrong.
        Cache = new HubCache(options);
        _options = options;
        _owned = HubHttp.NewClient();
        _http = new HubHttp(_owned, options);
        _api = new HubApi(_http, options);
    }

    /// <summary>A client that sends through another one.</summary>
    /// <param name="options">Options.</param>
    /// <param name="http">Stays the caller's. Its handler must not follow redirects (<c>AllowAutoRedirect = false</c>).</param>
    /// <exception cref="ArgumentException">The options do not make sense.</exception>
    public HubClient(HubOptions options, HttpClient http)
    {
        ArgumentNullException.ThrowIfNull(http);
        Cache = new HubCache(options);
        _options = options;
        _http = new HubHttp(http, options);
        _api = new HubApi(_http, options);
    }

    /// <summary>The cache that this client reads and fills.</summary>
    public HubCache Cache { get; }

    /// <summary>Names of a repository's files: all of them, or offline those in the cache.</summary>
    /// <param name="repository">Repository and revision.</param>
    /// <param name="cancellation">Stops the request.</param>
    /// <returns>Names with '/' between folders, sorted by code unit.</returns>
    /// <exception cref="DirectoryNotFoundException">No such repository or revision; offline, not in the cache.</exception>
    /// <exception cref="UnauthorizedAccessException">The repository is private or gated.</exception>
    /// <exception cref="HttpRequestException">The hub cannot be reached, or keeps failing.</exception>
    /// <exception cref="InvalidDataException">The answer is not the hub's.</exception>
    public async Task<IReadOnlyList<string>> ListFilesAsync(HubRepository repository, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(repository);
        var files = _options.Offline
            ? CachedFiles(repository)
            : (await _api.ListAsync(repository, cancellation).ConfigureAwait(false)).Files;
        return [.. files.Order(StringComparer.Ordinal)];
    }

    /// <summary>Gets one file: from the cache, or by downloading it.</summary>
    /// <param name="repository">Repository and revision.</param>
    /// <param name="file">Name in the repository, with '/' between folders.</param>
    /// <param name="progress">Is told about every mebibyte; null for nobody.</param>
    /// <param name="cancellation">Stops the download; what has arrived stays, and the next call continues there.</param>
    /// <returns>Path of the file in the cache.</returns>
    /// <exception cref="ArgumentException">The name would leave the repository.</exception>
    /// <exception cref="FileNotFoundException">The repository has no such file; offline, the cache has not.</exception>
    /// <exception cref="DirectoryNotFoundException">No such repository or revision.</exception>
    /// <exception cref="UnauthorizedAccessException">The repository is private or gated.</exception>
    /// <exception cref="HttpRequestException">The hub cannot be reached, or keeps failing.</exception>
    /// <exception cref="InvalidDataException">The content is longer or other than announced; it is deleted.</exception>
    /// <exception cref="IOException">The disk is full or not writable.</exception>
    public async Task<string> DownloadAsync(
        HubRepository repository, string file, IProgress<HubProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(repository);
        HubCache.CheckFile(file);
        var refresh = _options.Refresh && !_options.Offline && !repository.IsPinned;
        if (!refresh && Cache.FindFile(repository, file) is { } cached)
            return cached;
        if (_options.Offline)
            throw new FileNotFoundException(
                $"{repository.Id} at revision '{repository.Revision}': '{file}' is not in {Path.Combine(Cache.Root, repository.FolderName)}, and offline mode forbids to download it; {WayOnline}", file);

        // A remembered branch keeps its commit, so that a snapshot does not mix two.
        var asked = refresh ? repository : At(repository, Cache.FindCommit(repository));
        var target = new HubTarget(asked, file);
        var remote = await _api.DescribeAsync(target, cancellation).ConfigureAwait(false);
        await FetchAsync(target, remote, progress, cancellation).ConfigureAwait(false);
        Cache.WriteReference(repository, remote.Commit);
        return Cache.FilePath(repository, remote.Commit, file);
    }

    /// <summary>
    /// Gets what a model is made of: configuration, tokenizer and weights. Safetensors are preferred to
    /// <c>pytorch_model.bin</c>, whole weights in the cache to a download; only what is missing is downloaded. Where the hub
    /// cannot be reached at all, a cached configuration with whole weights is enough.
    /// </summary>
    /// <param name="repository">Repository and revision; all files come from one commit.</param>
    /// <param name="progress">Is told about every mebibyte of each file; null for nobody.</param>
    /// <param name="cancellation">Stops the download; what has arrived stays, and the next call continues there.</param>
    /// <returns>Folder that holds the files. It may hold further ones, and no tokenizer where the repository has none.</returns>
    /// <exception cref="FileNotFoundException">The repository has no configuration or weights; offline, the cache has not.</exception>
    /// <exception cref="DirectoryNotFoundException">No such repository or revision.</exception>
    /// <exception cref="UnauthorizedAccessException">The repository is private or gated.</exception>
    /// <exception cref="HttpRequestException">The hub cannot be reached, or keeps failing.</exception>
    /// <exception cref="InvalidDataException">A file is longer or other than announced (it is deleted), or an index is broken.</exception>
    /// <exception cref="IOException">The disk is full or not writable.</exception>
    public async Task<string> SnapshotAsync(
        HubRepository repository, IProgress<HubProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(repository);
        var refresh = _options.Refresh && !repository.IsPinned;
        if (_options.Offline)
            return CachedSnapshot(repository);
        if (!refresh && Cache.FindSnapshot(repository) is { } cached && SnapshotFiles.IsComplete(cached))
            return cached;

        try
        {
            return await FreshSnapshotAsync(refresh ? repository : At(repository, Cache.FindCommit(repository)), repository, progress, cancellation).ConfigureAwait(false);
        }
        catch (HttpRequestException e) when (e.InnerException is TransientException { StatusCode: null } && Cache.FindSnapshot(repository) is { } usable && SnapshotFiles.IsUsable(usable))
        {
            // Nobody answered, as on a train: what was whole yesterday is whole today.
            return usable;
        }
    }

    private async Task<string> FreshSnapshotAsync(
        HubRepository asked, HubRepository repository, IProgress<HubProgress>? progress, CancellationToken cancellation)
    {
        var listing = await _api.ListAsync(asked, cancellation).ConfigureAwait(false);
        var pinned = At(repository, listing.Commit);
        foreach (var file in Described(repository, listing))
            await DownloadAsync(pinned, file, progress, cancellation).ConfigureAwait(false);
        var folder = Cache.SnapshotPath(repository, listing.Commit);
        if (!SnapshotFiles.HasWeights(folder))
            await DownloadWeightsAsync(pinned, listing, progress, cancellation).ConfigureAwait(false);
        // Last: whoever goes offline meanwhile keeps the whole older snapshot.
        Cache.WriteReference(repository, listing.Commit);
        return folder;
    }

    /// <summary>As <see cref="SnapshotAsync"/>, for callers that cannot await: blocks the thread until all is there.</summary>
    /// <param name="repository">Repository and revision.</param>
    /// <param name="progress">Is told about every mebibyte of each file, on other threads; null for nobody.</param>
    /// <returns>Folder that holds the files.</returns>
    /// <exception cref="IOException">A file, the repository or room on the disk is missing.</exception>
    /// <exception cref="UnauthorizedAccessException">The repository is private or gated.</exception>
    /// <exception cref="HttpRequestException">The hub cannot be reached, or keeps failing.</exception>
    /// <exception cref="InvalidDataException">A file is longer or other than announced (it is deleted), or an index is broken.</exception>
    public string Snapshot(HubRepository repository, IProgress<HubProgress>? progress = null) =>
        // On the pool: a caller with a synchronization context of its own would wait for itself.
        Task.Run(() => SnapshotAsync(repository, progress)).GetAwaiter().GetResult();

    /// <summary>Gets a model's GGUF file of a quantisation, with all its parts where it is split.</summary>
    /// <param name="repository">Repository and revision.</param>
    /// <param name="quantisation">As in the file's name: "Q4_K_M"; letter case does not matter.</param>
    /// <param name="progress">Is told about every mebibyte of each file; null for nobody.</param>
    /// <param name="cancellation">Stops the download; what has arrived stays, and the next call continues there.</param>
    /// <returns>Path of the file, or of the first part, in the cache.</returns>
    /// <exception cref="FileNotFoundException">The repository has no such file, or not all its parts; offline, the cache has not.</exception>
    /// <exception cref="DirectoryNotFoundException">No such repository or revision; offline, not in the cache.</exception>
    /// <exception cref="InvalidDataException">Several files are of that quantisation; or one is longer or other than announced (it is deleted).</exception>
    /// <exception cref="UnauthorizedAccessException">The repository is private or gated.</exception>
    /// <exception cref="HttpRequestException">The hub cannot be reached, or keeps failing.</exception>
    /// <exception cref="IOException">The disk is full or not writable.</exception>
    public async Task<string> GgufAsync(HubRepository repository, string quantisation, IProgress<HubProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentException.ThrowIfNullOrWhiteSpace(quantisation);
        var refresh = _options.Refresh && !_options.Offline && !repository.IsPinned;
        var cached = !refresh && Cache.FindSnapshot(repository) is not null ? CachedFiles(repository) : [];
        IReadOnlyList<string> files;
        try
        {
            files = GgufChoice.Of(repository, cached, quantisation);
        }
        catch (FileNotFoundException) when (!_options.Offline)
        {
            files = GgufChoice.Of(repository, await ListFilesAsync(repository, cancellation).ConfigureAwait(false), quantisation);
        }

        var paths = new List<string>();
        foreach (var file in files)
            paths.Add(await DownloadAsync(repository, file, progress, cancellation).ConfigureAwait(false));
        return paths[0];
    }

    /// <summary>
    /// A file of a dataset's repository, from the cache or downloaded; blocks until it is there. It is what
    /// <c>Benchmark.LoadFromHub</c> of Interp.Datasets takes: <c>benchmark.LoadFromHub(client.FindDatasetFile)</c>.
    /// </summary>
    /// <param name="id">The repository, such as <c>nyu-mll/glue</c>; its main branch is meant.</param>
    /// <param name="file">Name in the repository, with '/' between folders.</param>
    /// <returns>Path in the cache; null where the repository has no such file, and offline where the cache has not.</returns>
    /// <exception cref="ArgumentException">The id cannot exist, or the name would leave the repository.</exception>
    /// <exception cref="DirectoryNotFoundException">No such repository.</exception>
    /// <exception cref="UnauthorizedAccessException">The repository is private or gated.</exception>
    /// <exception cref="HttpRequestException">The hub cannot be reached, or keeps failing.</exception>
    public string? FindDatasetFile(string id, string file)
    {
        var repository = new HubRepository(id) { Kind = HubRepositoryKind.Dataset };
        try
        {
            return Task.Run(() => DownloadAsync(repository, file)).GetAwaiter().GetResult();
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Closes the connections, where they are the client's own.</summary>
    public void Dispose() => _owned?.Dispose();

    private static HubRepository At(HubRepository repository, string? commit) =>
        commit is null ? repository : repository with { Revision = commit };

    private static IEnumerable<string> Described(HubRepository repository, HubListing listing) =>
        listing.Files.Contains(SnapshotFiles.Config)
            ? SnapshotFiles.ChooseDescriptions(listing.Files)
            : throw new FileNotFoundException(
                $"{repository} has no {SnapshotFiles.Config} among its {listing.Files.Count} files; expected a model in the layout of transformers. {SnapshotFiles.WayOut(listing.Files)}",
                SnapshotFiles.Config);

    private async Task DownloadWeightsAsync(
        HubRepository pinned, HubListing listing, IProgress<HubProgress>? progress, CancellationToken cancellation)
    {
        var weights = SnapshotFiles.ChooseWeights(listing.Files) ?? throw new FileNotFoundException(
            $"{pinned} has neither model.safetensors nor pytorch_model.bin, nor an index of their shards; choose a revision that has, or convert the model.",
            "model.safetensors");
        var path = await DownloadAsync(pinned, weights, progress, cancellation).ConfigureAwait(false);
        if (!WeightSets.IsIndex(weights))
            return;
        foreach (var shard in ShardIndex.Read(path).Files)
            await DownloadAsync(pinned, shard, progress, cancellation).ConfigureAwait(false);
    }

    private async Task FetchAsync(HubTarget target, RemoteFile remote, IProgress<HubProgress>? progress, CancellationToken cancellation)
    {
        using var held = await HubLock.AcquireAsync(Cache.LockPath(target.Repository, remote.ETag), cancellation).ConfigureAwait(false);
        var download = new BlobDownload(_http, _options, target, remote, Cache.BlobPath(target.Repository, remote.ETag)) { Progress = progress };
        var isNew = !download.IsDone;
        if (isNew && !WeightSets.IsThere(Cache.FilePath(target.Repository, remote.Commit, remote.Name)))
            await download.RunAsync(cancellation).ConfigureAwait(false);
        Cache.Publish(target.Repository, remote, isNew);
    }

    private string CachedSnapshot(HubRepository repository)
    {
        var folder = Cache.FindSnapshot(repository);
        if (folder is not null && SnapshotFiles.IsUsable(folder))
            return folder;
        throw new FileNotFoundException(
            $"{repository.Id} at revision '{repository.Revision}': {(folder is null ? $"{SnapshotFiles.Config} and whole weights are" : $"{SnapshotFiles.Missing(folder)} is")} not in {folder ?? Path.Combine(Cache.Root, repository.FolderName)}, and offline mode forbids to download them; {WayOnline}");
    }

    private IEnumerable<string> CachedFiles(HubRepository repository)
    {
        var folder = Cache.FindSnapshot(repository) ?? throw new DirectoryNotFoundException(
            $"{repository.Id} at revision '{repository.Revision}' is not in {Path.Combine(Cache.Root, repository.FolderName)}, and offline mode forbids to ask the hub; {WayOnline}");
        return Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(WeightSets.IsThere)
            .Select(path => Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/'));
    }
}
