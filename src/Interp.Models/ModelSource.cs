using Interp.Models.Checkpoints;
using Interp.Models.Hub;

namespace Interp.Models;

/// <summary>What the text given to <see cref="Pretrained.Load"/> stands for.</summary>
internal abstract record ModelSource
{
    private static readonly string[] WeightEndings = [".gguf", ".safetensors", ".bin", ".pt", ".pth", ".index.json"];

    /// <summary>A folder in Hugging Face's layout.</summary>
    public sealed record Folder(string Path) : ModelSource;

    /// <summary>A GGUF file.</summary>
    public sealed record Gguf(string Path) : ModelSource;

    /// <summary>A model of this library's own.</summary>
    public sealed record BuiltIn(BuiltInModel Model) : ModelSource;

    /// <summary>A repository of the hub.</summary>
    public sealed record Remote(HubRepository Repository) : ModelSource;

    /// <summary>A GGUF file of a repository of the hub.</summary>
    public sealed record RemoteGguf(HubRepository Repository, string Quantisation) : ModelSource;

    /// <summary>Decides, without asking any network.</summary>
    /// <param name="source">As the user gave it.</param>
    /// <param name="revision">The revision the user asked for besides, or null.</param>
    /// <exception cref="FileNotFoundException">A path where nothing is, or a name that means nothing.</exception>
    /// <exception cref="InvalidDataException">A file that is no whole model.</exception>
    /// <exception cref="ArgumentException">A revision beside a source that has none, or two of them.</exception>
    public static ModelSource Of(string source, string? revision)
    {
        var found = Local(source);
        if (found is null)
            return OfHub(source, revision);
        if (revision is not null)
            throw new ArgumentException($"'{source}' is not a model of the hub, so it has no revision '{revision}'.", nameof(revision));
        return found;
    }

    /// <remarks>A colon is in no repository's name; behind it stands a quantisation, as llama.cpp has it.</remarks>
    private static ModelSource OfHub(string source, string? revision) => !IsPath(source) && source.Split(':', 2) is [{ Length: > 0 } id, { Length: > 0 } quantisation]
        ? new RemoteGguf(RepositoryOf(id, revision), quantisation)
        : new Remote(RepositoryOf(source, revision));

    private static ModelSource? Local(string source)
    {
        if (Directory.Exists(source))
            return new Folder(source);
        if (File.Exists(source))
            return OneFile(source);
        return BuiltInModels.Find(source) is { } model ? new BuiltIn(model) : null;
    }

    private static Gguf OneFile(string path)
    {
        if (WeightEndings.Any(ending => ending != ".gguf" && path.EndsWith(ending, StringComparison.OrdinalIgnoreCase)))
            throw Malformed.Data($"{path} is one file of a model and does not say what the model is: give the folder that holds it beside its config.json.");
        return new Gguf(path);
    }

    private static HubRepository RepositoryOf(string source, string? revision)
    {
        if (IsPath(source))
            throw new FileNotFoundException($"There is no model at '{source}': expected a folder with config.json and weights, or a .gguf file.", source);

        var (name, at) = source.Split('@', 2) is [var before, var after] ? (before, after) : (source, null);
        if (at is not null && revision is not null)
            throw new ArgumentException($"'{source}' names a revision, and the options name '{revision}': give one of them.", nameof(revision));
        return RepositoryOf(source, name, at ?? revision);
    }

    private static HubRepository RepositoryOf(string source, string name, string? revision)
    {
        var repository = KnownModels.Find(name)?.Repository;
        if (repository is null && (HubNames.RepositoryProblem(name) is not null || (revision is null && !name.Contains('/'))))
            throw Unknown(source);
        repository ??= new HubRepository(name);
        return revision is null ? repository : repository with { Revision = revision };
    }

    private static bool IsPath(string source) =>
        source is ['.' or '/' or '~', ..] || source.Contains('\\') || Path.IsPathRooted(source)
        || source.Split('@')[0].Count(letter => letter == '/') > 1
        || WeightEndings.Any(ending => source.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    private static FileNotFoundException Unknown(string source) => new(
        $"'{source}' is no model that this library knows, nor a file or folder. Give the path of a model folder or .gguf file; "
        + $"a built-in model ({string.Join(", ", BuiltInModels.All.Select(model => model.Name))}); "
        + $"a known one ({string.Join(", ", KnownModels.All.Select(model => model.Name))}); "
        + "or an id of the Hugging Face hub, ORG/NAME or ORG/NAME@REVISION (NAME@main for the few without an ORG), with :Q4_K_M behind it for a GGUF file.",
        source);
}
