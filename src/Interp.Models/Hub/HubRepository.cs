namespace Interp.Models.Hub;

/// <summary>A repository on the hub at one revision. Its parts are checked, so they are safe in paths and addresses.</summary>
public sealed record HubRepository
{
    /// <summary>The branch that is meant where none is said.</summary>
    public const string DefaultRevision = "main";

    private readonly string _revision;

    /// <summary>Names a repository.</summary>
    /// <param name="id">NAME or ORG/NAME, such as <c>EleutherAI/pythia-410m</c>.</param>
    /// <param name="revision">Branch, tag, full commit id, or <c>refs/pr/N</c>.</param>
    /// <exception cref="ArgumentException">The id or revision cannot exist, or would leave the cache's folder.</exception>
    public HubRepository(string id, string revision = DefaultRevision)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (HubNames.RepositoryProblem(id) is { } problem)
            throw new ArgumentException($"'{id}' is not a repository id: {problem}.", nameof(id));
        Id = id;
        _revision = Checked(revision);
    }

    /// <summary>NAME or ORG/NAME.</summary>
    public string Id { get; }

    /// <summary>Branch, tag, full commit id, or <c>refs/pr/N</c>.</summary>
    /// <exception cref="ArgumentException">The revision cannot exist, or would leave the cache's folder.</exception>
    public string Revision
    {
        get => _revision;
        init => _revision = Checked(value);
    }

    /// <summary>What it holds; a model, where nothing else is said.</summary>
    public HubRepositoryKind Kind { get; init; }

    /// <summary>Whether the revision is a commit, which never changes its files.</summary>
    internal bool IsPinned => HubNames.IsCommit(Revision);

    /// <summary>Name of the repository's folder in the cache.</summary>
    internal string FolderName => (Kind == HubRepositoryKind.Dataset ? "datasets--" : "models--") + Id.Replace("/", "--", StringComparison.Ordinal);

    /// <summary>Where its pages and files are, under the hub's address.</summary>
    internal string Page => Kind == HubRepositoryKind.Dataset ? $"datasets/{Id}" : Id;

    /// <summary>Where the hub's API tells of it.</summary>
    internal string Api => Kind == HubRepositoryKind.Dataset ? $"api/datasets/{Id}" : $"api/models/{Id}";

    /// <summary>Reads <c>ORG/NAME</c> or <c>ORG/NAME@REVISION</c>.</summary>
    /// <param name="text">The text, as a user would type it.</param>
    /// <exception cref="ArgumentException">The text is not of that form.</exception>
    public static HubRepository Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Split('@', 2) is [var id, var revision] ? new HubRepository(id, revision) : new HubRepository(text);
    }

    /// <summary>The form that <see cref="Parse"/> reads.</summary>
    public override string ToString() => $"{Id}@{Revision}";

    private static string Checked(string revision)
    {
        ArgumentNullException.ThrowIfNull(revision);
        return HubNames.PathProblem(revision) is { } problem
            ? throw new ArgumentException($"'{revision}' is not a revision (branch, tag, full commit or refs/pr/N): {problem}.", nameof(revision))
            : revision;
    }
}
