using Interp.Models.Checkpoints;

namespace Interp.Models.Hub;

/// <summary>
/// The local cache of hub files, in the layout that the Python libraries share:
/// <c>models--ORG--NAME/refs/REVISION</c> holds a commit, <c>snapshots/COMMIT/FILE</c> links to <c>blobs/ETAG</c>.
/// Reading it touches neither network nor disk contents.
/// </summary>
public sealed class HubCache
{
    private const int MaxReferenceBytes = 256;

    private readonly bool _links;

    /// <summary>A view of the cache that the options name. The folder need not exist.</summary>
    /// <param name="options">Options; the cache folder and whether links are made are used.</param>
    /// <exception cref="ArgumentException">The options do not make sense.</exception>
    public HubCache(HubOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        Root = Path.GetFullPath(options.CacheDirectory);
        _links = options.SymbolicLinks;
    }

    /// <summary>Absolute path of the cache's folder.</summary>
    public string Root { get; }

    /// <summary>The commit that the repository's revision pointed to when last asked for; null where unknown.</summary>
    /// <param name="repository">Repository and revision; a full commit is its own answer.</param>
    /// <exception cref="InvalidDataException">The cache's reference file holds something else than a commit.</exception>
    public string? FindCommit(HubRepository repository)
    {
        ArgumentNullException.ThrowIfNull(repository);
        if (repository.IsPinned)
            return repository.Revision;
        var reference = new FileInfo(ReferencePath(repository));
        if (!reference.Exists)
            return null;
        var commit = reference.Length <= MaxReferenceBytes ? File.ReadAllText(reference.FullName).Trim() : "";
        return HubNames.IsCommit(commit)
            ? commit
            : throw Malformed.Data(
                $"{reference.FullName} does not hold a commit of 40 hexadecimal digits; delete it, and it will be asked for again.");
    }

    /// <summary>Path of a cached file; null where it is not in the cache, or its link leads nowhere.</summary>
    /// <param name="repository">Repository and revision.</param>
    /// <param name="file">The file's name in the repository, with '/' between folders.</param>
    /// <exception cref="ArgumentException">The name would leave the repository.</exception>
    /// <exception cref="InvalidDataException">The cache's reference file holds something else than a commit.</exception>
    public string? FindFile(HubRepository repository, string file)
    {
        CheckFile(file);
        return FindCommit(repository) is { } commit && FilePath(repository, commit, file) is var path && WeightSets.IsThere(path) ? path : null;
    }

    /// <summary>Folder of the repository's cached files at the revision, complete or not; null where there is none.</summary>
    /// <param name="repository">Repository and revision.</param>
    /// <exception cref="InvalidDataException">The cache's reference file holds something else than a commit.</exception>
    public string? FindSnapshot(HubRepository repository) =>
        FindCommit(repository) is { } commit && SnapshotPath(repository, commit) is var path && Directory.Exists(path) ? path : null;

    internal static void CheckFile(string file)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (HubNames.PathProblem(file) is { } problem)
            throw new ArgumentException($"'{file}' is not a file name within a repository: {problem}.", nameof(file));
    }

    internal string SnapshotPath(HubRepository repository, string commit) =>
        Path.Combine(Root, repository.FolderName, "snapshots", commit);

    internal string FilePath(HubRepository repository, string commit, string file) =>
        Path.Combine(SnapshotPath(repository, commit), Native(file));

    internal string BlobPath(HubRepository repository, string etag) => Path.Combine(Root, repository.FolderName, "blobs", etag);

    internal string LockPath(HubRepository repository, string etag) =>
        Path.Combine(Root, ".locks", repository.FolderName, etag + ".lock");

    /// <summary>Makes a blob appear as a file of a snapshot.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="remote">The file.</param>
    /// <param name="isNew">Whether the blob was downloaded just now, so that nothing else refers to it.</param>
    /// <returns>The file's path.</returns>
    internal string Publish(HubRepository repository, RemoteFile remote, bool isNew)
    {
        var path = FilePath(repository, remote.Commit, remote.Name);
        if (WeightSets.IsThere(path))
            return path;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var blob = BlobPath(repository, remote.ETag);
        var beside = Beside(path);
        if (!_links || !TryLink(beside, Path.GetRelativePath(Path.GetDirectoryName(path)!, blob)))
        {
            // As the Python libraries do: a blob that no other snapshot can link to would only lie there a second time.
            if (isNew)
                File.Move(blob, beside);
            else
                File.Copy(blob, beside);
        }
        File.Move(beside, path, overwrite: true);
        return path;
    }

    /// <summary>Remembers what a branch or tag points to.</summary>
    internal void WriteReference(HubRepository repository, string commit)
    {
        if (repository.IsPinned)
            return;
        var path = ReferencePath(repository);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var beside = Beside(path);
        File.WriteAllText(beside, commit);
        File.Move(beside, path, overwrite: true);
    }

    // Written under a name of its own and then renamed: nobody ever reads half a file.
    private static string Beside(string path) => $"{path}.{Guid.NewGuid():N}.tmp";

    private static bool TryLink(string path, string target)
    {
        try
        {
            File.CreateSymbolicLink(path, target);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            return false;
        }
    }

    private static string Native(string path) => path.Replace('/', Path.DirectorySeparatorChar);

    private string ReferencePath(HubRepository repository) =>
        Path.Combine(Root, repository.FolderName, "refs", Native(repository.Revision));
}
