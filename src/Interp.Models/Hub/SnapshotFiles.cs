using Interp.Models.Checkpoints;

namespace Interp.Models.Hub;

/// <summary>Which files of a repository a model is made of.</summary>
internal static class SnapshotFiles
{
    public const string Config = "config.json";

    private const string Tokenizer = "tokenizer.json";
    private const string Adapters = "adapter_config.json";

    private static readonly string[] Descriptions =
    [
        Config, Tokenizer, "tokenizer.model", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json",
        "vocab.json", "merges.txt", Adapters,
    ];

    /// <summary>Configuration and tokenizer files among those a repository has.</summary>
    public static IEnumerable<string> ChooseDescriptions(IReadOnlyCollection<string> files) => Descriptions.Intersect(files);

    /// <summary>The weights, or the index of their shards, to prefer among those a repository has; null for none.</summary>
    public static string? ChooseWeights(IReadOnlyCollection<string> files) => WeightSets.Names.FirstOrDefault(files.Contains);

    /// <summary>Whether a folder has one whole set of weights.</summary>
    public static bool HasWeights(string folder) => WeightSets.FindWhole(folder) is not null;

    /// <summary>Whether a folder has a configuration and one whole set of weights.</summary>
    public static bool IsUsable(string folder) => IsThere(folder, Config) && HasWeights(folder);

    /// <summary>
    /// Whether a folder has all that a model can need, a tokenizer included. Only tokenizer.json counts: nothing reads a
    /// tokenizer.model, and GPT-2's pair of files does not say how text is cut into words.
    /// </summary>
    public static bool IsComplete(string folder) => IsUsable(folder) && IsThere(folder, Tokenizer);

    /// <summary>What a folder lacks of a usable model, for people.</summary>
    public static string Missing(string folder) =>
        string.Join(" and ", new[] { IsThere(folder, Config) ? null : Config, WeightSets.Missing(folder) }.OfType<string>());

    /// <summary>What to do with a repository that is no model in the layout of transformers.</summary>
    public static string WayOut(IReadOnlyCollection<string> files)
    {
        const int Named = 8;
        if (files.Contains(Adapters))
            return $"It holds LoRA adapters ({Adapters}): merge them into their model in Python (merge_and_unload()), save that, and load its folder.";
        string[] models = [.. files.Where(file => file.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal)];
        return models.Length == 0
            ? "Check the id and the revision."
            : $"It holds GGUF files ({string.Join(", ", models.Take(Named).Select(Malformed.Cut))}{(models.Length > Named ? ", …" : "")}): name one by its quantisation, ORG/NAME:Q4_K_M.";
    }

    private static bool IsThere(string folder, string file) => WeightSets.IsThere(Path.Combine(folder, file));
}
