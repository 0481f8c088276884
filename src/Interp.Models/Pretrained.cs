using Interp.Core.Tokens;
using Interp.Core.Transformer;
using Interp.Core.Transformer.Placement;
using Interp.Models.Architectures;
using Interp.Models.Checkpoints;
using Interp.Models.Configs;
using Interp.Models.Hub;
using Interp.Models.Tokenizers;

namespace Interp.Models;

/// <summary>Loads models people have: Hugging Face folders and hub ids, GGUF files, and the library's own.</summary>
/// <remarks>
/// A source is, in this order: the path of a folder with config.json and weights, or of a .gguf file; the name of a built-in
/// model (<see cref="BuiltInModels"/>); a known model (<see cref="KnownModels"/>, by short name or by its key in the paper's
/// results); a repository of the hub, <c>ORG/NAME</c> or <c>ORG/NAME@REVISION</c>, with <c>:Q4_K_M</c> behind it for a GGUF file of it. What looks like a path and is none is never
/// looked for on the hub, nor is a bare name, unless a revision is named (<c>NAME@main</c>). The hub's files come from the
/// local cache where it has them.
/// </remarks>
public static class Pretrained
{
    /// <summary>Loads a model with its tokenizer.</summary>
    /// <param name="source">A path, the name of a built-in or known model, or a hub id; see the remarks of the class.</param>
    /// <param name="options">Null for <see cref="PretrainedOptions.Default"/>.</param>
    /// <returns>The model; the caller owns it. Without a tokenizer if the source has none.</returns>
    /// <exception cref="FileNotFoundException">No such file, folder or name, or a part of the model is missing.</exception>
    /// <exception cref="DirectoryNotFoundException">The hub has no such repository or revision.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, of an unknown architecture, or does not fit the others.</exception>
    /// <exception cref="UnauthorizedAccessException">The repository is private or gated.</exception>
    /// <exception cref="HttpRequestException">The hub cannot be reached, or keeps failing.</exception>
    /// <exception cref="ArgumentException">Options that make no sense, or not with this source.</exception>
    /// <exception cref="InsufficientMemoryException">The weights are to be in memory and do not fit; the message says how else.</exception>
    /// <exception cref="InvalidOperationException">An architecture of the caller's own left config or weights unfinished.</exception>
    /// <exception cref="OperationCanceledException"><see cref="PretrainedOptions.Cancellation"/> asked for it; nothing stays in memory.</exception>
    public static HookedTransformer Load(string source, PretrainedOptions? options = null)
    {
        var (found, checkedOptions) = Find(source, options);
        return LoadLocal(Fetched(found, checkedOptions), checkedOptions);
    }

    /// <summary>Tells of a model without reading its weights: sizes, tokenizer, files. One of the hub is downloaded first.</summary>
    /// <param name="source">A path, the name of a built-in or known model, or a hub id; see the remarks of the class.</param>
    /// <param name="options">Null for <see cref="PretrainedOptions.Default"/>.</param>
    /// <exception cref="FileNotFoundException">No such file, folder or name, or a part of the model is missing.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, of an unknown architecture, or does not fit the others.</exception>
    public static PretrainedInfo Inspect(string source, PretrainedOptions? options = null)
    {
        var (found, checkedOptions) = Find(source, options);
        return Fetched(found, checkedOptions) switch
        {
            ModelSource.Folder folder => InspectFolder(folder.Path, checkedOptions),
            ModelSource.Gguf file => InspectGguf(file.Path, checkedOptions),
            ModelSource.BuiltIn builtIn => InspectBuiltIn(builtIn.Model, checkedOptions),
            _ => throw new ArgumentOutOfRangeException(nameof(source), source, "Not a source on this machine."),
        };
    }

    /// <summary>Tells which device of <see cref="PretrainedOptions.DeviceMap"/> would hold what, without reading weights. A model of the hub is downloaded first.</summary>
    /// <param name="source">A path, the name of a known model, or a hub id; see the remarks of the class.</param>
    /// <param name="options">With a map.</param>
    /// <exception cref="ArgumentException">A built-in model, or a map that does not deal the model's blocks.</exception>
    /// <exception cref="InsufficientMemoryException">A device would hold more than it may; the message has a map that fits, if there is one.</exception>
    public static DevicePlan PlanDevices(string source, PretrainedOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var (found, _) = Find(source, options);
        switch (Fetched(found, options))
        {
            case ModelSource.Folder folder:
                using (var weights = new CheckpointWeights(Checkpoint.Open(folder.Path), name => name, options))
                    return ModelBuilder.Plan(ReadFolder(folder.Path, options with { WithTokenizer = false, Tokenizer = null }).Recipe, weights, options);
            case ModelSource.Gguf gguf:
                using (var file = GgufFile.Open(gguf.Path))
                {
                    var (recipe, _, architecture) = ReadGguf(file, gguf.Path, options with { WithTokenizer = false, Tokenizer = null });
                    return ModelBuilder.Plan(recipe, new CheckpointWeights(file, architecture.NameInFile, options), options);
                }

            default:
                throw new ArgumentException($"{source} is built in, and small: it needs no map.", nameof(source));
        }
    }

    /// <summary>As <see cref="Load"/>, awaiting what must be downloaded.</summary>
    /// <param name="source">A path, the name of a built-in or known model, or a hub id; see the remarks of the class.</param>
    /// <param name="options">Null for <see cref="PretrainedOptions.Default"/>.</param>
    /// <param name="cancellation">Stops downloading and loading, beside <see cref="PretrainedOptions.Cancellation"/>; what has arrived stays, and the next call continues there.</param>
    /// <returns>The model; the caller owns it. Reading the weights blocks the thread that continues.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static async Task<HookedTransformer> LoadAsync(string source, PretrainedOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= PretrainedOptions.Default;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, options.Cancellation);
        var (found, checkedOptions) = Find(source, options with { Cancellation = either.Token });
        return LoadLocal(await FetchedAsync(found, checkedOptions, either.Token).ConfigureAwait(false), checkedOptions);
    }

    private static (ModelSource Source, PretrainedOptions Options) Find(string source, PretrainedOptions? options)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(source);
        options ??= PretrainedOptions.Default;
        options.Check();
        var found = ModelSource.Of(source, options.Revision);
        options.Logger.Loading(found);
        return (found, options);
    }

    /// <summary>The source as something on this machine.</summary>
    private static async Task<ModelSource> FetchedAsync(ModelSource source, PretrainedOptions options, CancellationToken cancellation)
    {
        if (source is not (ModelSource.Remote or ModelSource.RemoteGguf))
            return source;
        using var client = Client(options);
        return source is ModelSource.RemoteGguf gguf
            ? new ModelSource.Gguf(await client.GgufAsync(gguf.Repository, gguf.Quantisation, options.Progress, cancellation).ConfigureAwait(false))
            : new ModelSource.Folder(await client.SnapshotAsync(((ModelSource.Remote)source).Repository, options.Progress, cancellation).ConfigureAwait(false));
    }

    /// <remarks>On the pool: a caller with a synchronization context of its own would wait for itself.</remarks>
    private static ModelSource Fetched(ModelSource source, PretrainedOptions options) =>
        Task.Run(() => FetchedAsync(source, options, options.Cancellation)).GetAwaiter().GetResult();

    private static HubClient Client(PretrainedOptions options) => new(options.Hub ?? HubOptions.FromEnvironment());

    private static HookedTransformer LoadLocal(ModelSource source, PretrainedOptions options)
    {
        using var activity = ModelTelemetry.Source.StartActivity("load");
        activity?.SetTag("interp.source", source.ToString());
        return source switch
        {
            ModelSource.Folder folder => LoadFolder(folder.Path, options),
            ModelSource.Gguf file => LoadGguf(file.Path, options),
            ModelSource.BuiltIn builtIn => builtIn.Model.Load(options),
            _ => throw new ArgumentOutOfRangeException(nameof(source), source, "Not a source on this machine."),
        };
    }

    internal static (Recipe Recipe, ITokenizer? Tokenizer) ReadFolder(string folder, PretrainedOptions options)
    {
        var configPath = Path.Combine(folder, "config.json");
        FolderCheck.RefuseAdapters(folder, configPath);
        var json = ConfigReader.Open(configPath, options.IgnoredKeys);
        var recipe = options.Architectures.Of(json).Read(json);
        var tokenizer = Fitting(options, () => FolderTokenizer.Read(folder), folder, recipe.Info.DVocab, configPath);
        return (recipe, tokenizer);
    }

    /// <summary>The caller's tokenizer or else the source's, as the model can use it; null where none is wanted or there.</summary>
    private static ITokenizer? Fitting(PretrainedOptions options, Func<ITokenizer?> ofSource, string source, int rows, string sizesIn)
    {
        if (!options.WithTokenizer || (options.Tokenizer ?? ofSource()) is not { } tokenizer)
            return null;
        return TokenizerCheck.Fit(tokenizer, options.Tokenizer is null ? source : $"{nameof(PretrainedOptions)}.{nameof(PretrainedOptions.Tokenizer)}", rows, sizesIn);
    }

    internal static HookedTransformer LoadFolder(string folder, PretrainedOptions options)
    {
        var (recipe, tokenizer) = ReadFolder(folder, options);
        return ModelBuilder.Build(recipe, new CheckpointWeights(Checkpoint.Open(folder, FilesOf(options)), name => name, options), tokenizer, options);
    }

    /// <summary>How files are read. What stops a load is not to stop a pass that reads a block later.</summary>
    private static CheckpointOptions FilesOf(PretrainedOptions options) =>
        options.Weights == WeightPlacement.InMemory ? options.Files : options.Files with { Cancellation = CancellationToken.None };

    private static PretrainedInfo InspectFolder(string folder, PretrainedOptions options)
    {
        var (recipe, tokenizer) = ReadFolder(folder, options);
        return new PretrainedInfo(recipe.Info, tokenizer, [.. CheckpointLocator.FilesOf(folder)]);
    }

    private static (Recipe Recipe, ITokenizer? Tokenizer, GgufArchitecture Architecture) ReadGguf(GgufFile file, string path, PretrainedOptions options)
    {
        var architecture = options.Architectures.OfGguf(file);
        var recipe = architecture.OfMetadata(file);
        SizeGuard.Check(recipe.Info, path);
        var tokenizer = Fitting(options, () => PretrainedTokenizer.FromGguf(file.ReadTokenizer()), path, recipe.Info.DVocab, path);
        return (recipe, tokenizer, architecture);
    }

    private static HookedTransformer LoadGguf(string path, PretrainedOptions options)
    {
        var file = GgufFile.Open(path, FilesOf(options));
        try
        {
            var (recipe, tokenizer, architecture) = ReadGguf(file, path, options);
            return ModelBuilder.Build(recipe, new CheckpointWeights(file, architecture.NameInFile, options), tokenizer, options);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static PretrainedInfo InspectGguf(string path, PretrainedOptions options)
    {
        using var file = GgufFile.Open(path);
        var (recipe, tokenizer, _) = ReadGguf(file, path, options);
        return new PretrainedInfo(recipe.Info, tokenizer, [.. file.Files]);
    }

    private static PretrainedInfo InspectBuiltIn(BuiltInModel builtIn, PretrainedOptions options)
    {
        using var model = builtIn.Load(options);
        return new PretrainedInfo(model.Info, model.HasTokenizer ? model.Tokenizer : null, []) { Name = builtIn.Name + builtIn.Identity() };
    }
}
