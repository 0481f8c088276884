using Interp.Models.Checkpoints;

namespace Interp.Models.Hub;

/// <summary>Which files of a repository a model is made of.</summary>
internal static class SnapshotFiles
{
    public const string Config = "config.json";

    // In order of preference: safetensors before pickles.
    private static readonly string[] Weights =
        ["model.safetensors", "model.safetensors.index.json", "pytorch_model.bin", "pytorch_model.bin.index.json"];

    private static readonly string[] Descriptions =
    [
        Config, "tokenizer.json", "tokenizer.model", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json",
        "vocab.json", "merges.txt",
    ];

    // Each of these alone is a whole tokenizer.
    private static readonly string[][] Tokenizers = [["tokenizer.json"], ["tokenizer.model"], ["vocab.json", "merges.txt"]];

    /// <summary>Configuration and tokenizer files among those a repository has.</summary>
    public static IEnumerable<string> ChooseDescriptions(IReadOnlyCollection<string> files) => Descriptions.Intersect(files);

    /// <summary>The weights, or the index of their shards, to prefer among those a repository has; null for none.</summary>
    public static string? ChooseWeights(IReadOnlyCollection<string> files) => Weights.FirstOrDefault(files.Contains);

    /// <summary>Whether a file lists the shards of a checkpoint.</summary>
    public static bool IsIndex(string file) => file.EndsWith(".index.json", StringComparison.Ordinal);

    /// <summary>Whether a folder has one whole set of weights.</summary>
    public static bool HasWeights(string folder) => Weights.Any(file => IsThere(folder, file)
        && (!IsIndex(file) || ShardIndex.Read(Path.Combine(folder, file)).Files.All(shard => IsThere(folder, shard))));

    /// <summary>Whether a folder has a configuration and one whole set of weights.</summary>
    public static bool IsUsable(string folder) => IsThere(folder, Config) && HasWeights(folder);

    /// <summary>Whether a folder has all that a model can need, a tokenizer included.</summary>
    public static bool IsComplete(string folder) =>
        IsUsable(folder) && Tokenizers.Any(set => set.All(file => IsThere(folder, file)));

    private static bool IsThere(string folder, string file) => HubCache.IsThere(Path.Combine(folder, file));
}
