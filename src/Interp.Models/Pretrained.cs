using Interp.Core.Tokens;
using Interp.Core.Transformer;
using Interp.Models.Architectures;
using Interp.Models.Checkpoints;
using Interp.Models.Configs;
using Interp.Models.Tokenizers;
using static TorchSharp.torch;

namespace Interp.Models;

/// <summary>Loads models people have: Hugging Face folders and GGUF files.</summary>
public static class Pretrained
{
    /// <summary>Loads a model with its tokenizer.</summary>
    /// <param name="source">A folder with config.json and weights, or a .gguf file.</param>
    /// <param name="options">Null for <see cref="PretrainedOptions.Default"/>.</param>
    /// <returns>The model; the caller owns it. Without a tokenizer if the source has none.</returns>
    /// <exception cref="FileNotFoundException">No such file or folder, or a part of it is missing.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, of an unknown architecture, or does not fit the others.</exception>
    public static HookedTransformer Load(string source, PretrainedOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        options ??= PretrainedOptions.Default;
        if (options.Dtype is not (ScalarType.Float32 or ScalarType.BFloat16 or ScalarType.Float64))
            throw new ArgumentException($"A model runs in float32, bfloat16 or float64, not {options.Dtype}.", nameof(options));

        if (Directory.Exists(source))
            return LoadFolder(source, options);
        if (File.Exists(source))
            return LoadGguf(source, options);
        throw new FileNotFoundException($"{source} is neither a model folder nor a .gguf file.", source);
    }

    private static HookedTransformer LoadFolder(string folder, PretrainedOptions options)
    {
        var configPath = Path.Combine(folder, "config.json");
        var json = ConfigReader.Open(configPath);
        var architecture = Architecture.OfModelType(json.String("model_type"), configPath);
        using var checkpoint = Checkpoint.Open(folder);
        return Keep(() => architecture.FromFolder(json, Reader(checkpoint, options, name => name), options.WithTokenizer ? TokenizerOf(folder) : null));
    }

    private static HookedTransformer LoadGguf(string path, PretrainedOptions options)
    {
        using var file = GgufFile.Open(path);
        var architecture = Architecture.OfGguf(file.Architecture, path);
        var (build, names) = (architecture.FromGguf!, architecture.GgufTensorNames!);
        return Keep(() => build(file, Reader(file, options, names), options.WithTokenizer ? TokenizerOf(file) : null));
    }

    private static WeightReader Reader(Checkpoint checkpoint, PretrainedOptions options, Func<string, string> names) =>
        new(checkpoint, options.Dtype, options.Device ?? CPU, names);

    /// <summary>The folder's tokenizer; null where it has no file of one.</summary>
    private static ITokenizer? TokenizerOf(string folder) =>
        File.Exists(Path.Combine(folder, "tokenizer.json")) || File.Exists(Path.Combine(folder, "vocab.json")) ? PretrainedTokenizer.FromFolder(folder) : null;

    private static ITokenizer TokenizerOf(GgufFile file)
    {
        var tables = file.ReadTokenizer();
        return PretrainedTokenizer.FromGguf(new GgufVocabulary
        {
            Source = file.Path,
            Model = tables.Model,
            Pre = tables.PreTokenizer,
            Tokens = tables.Tokens,
            TokenTypes = [.. (tables.TokenTypes ?? []).Select(type => (Tokenizers.GgufTokenType)(int)type)],
            Scores = tables.Scores ?? [],
            Merges = tables.Merges ?? [],
            BeginningOfSequence = tables.BeginningOfSequence,
            AddsBeginningOfSequence = tables.AddBeginningOfSequence,
            AddsSpacePrefix = tables.AddSpacePrefix,
        });
    }

    /// <summary>Builds inside a scope, so that a failure halfway frees what was read, and takes the finished model out of it.</summary>
    private static HookedTransformer Keep(Func<HookedTransformer> build)
    {
        using var scope = NewDisposeScope();
        var model = build();
        foreach (var weight in model.Weights)
            weight.Tensor.DetachFromDisposeScope();
        return model;
    }
}
