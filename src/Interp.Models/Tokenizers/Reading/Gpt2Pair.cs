using System.Collections.Frozen;
using System.Text.Json;
using Interp.Models.Checkpoints;
using Interp.Models.Tokenizers.Bpe;

namespace Interp.Models.Tokenizers.Reading;

/// <summary>
/// vocab.json and merges.txt do not say how text is cut into words. Only where the model is a GPT-2 or GPT-J is it known to
/// be cut as GPT-2 does; many others keep such a pair beside the tokenizer.json that counts.
/// </summary>
internal static class Gpt2Pair
{
    private static readonly FrozenSet<string> Models = FrozenSet.ToFrozenSet(["gpt2", "gptj"]);
    private static readonly FrozenSet<string> Classes = FrozenSet.ToFrozenSet(["GPT2Tokenizer", "GPT2TokenizerFast"]);

    // Vocabularies smaller than this may well have no number of two digits.
    private const int Trained = 5_000;

    /// <summary>Refuses the pair where the folder says that the model, or its tokenizer, is of another kind.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="config">Its tokenizer_config.json.</param>
    public static void Check(string folder, TokenizerConfig config)
    {
        if (config.Class is { } name && !Classes.Contains(name))
            throw Refuse(folder, $"tokenizer_class is {Malformed.Quote(name)}");
        string path = Path.Combine(folder, "config.json");
        if (WeightSets.IsThere(path) && InputFile.ReadJson(path, ModelType) is { } type && !Models.Contains(type))
            throw Refuse(folder, $"model_type is {Malformed.Quote(type)}");
    }

    /// <summary>Refuses a vocabulary that was trained on text cut otherwise: GPT-2 keeps the digits of a number together.</summary>
    /// <param name="vocabulary">The vocabulary.</param>
    /// <param name="source">Its file.</param>
    public static void CheckCuts(Vocabulary vocabulary, string source)
    {
        if (vocabulary.Count >= Trained && !vocabulary.Tokens.Any(token => token.Length == 2 && token.All(char.IsAsciiDigit)))
            throw Malformed.File(source, $"none of its {vocabulary.Count} tokens is a number of two digits, so its text was not cut as GPT-2 does; the tokenizer.json of the model says how. Fetch it");
    }

    private static string? ModelType(JsonPart config) =>
        config.Kind == JsonValueKind.Object && config.Find("model_type") is { Kind: JsonValueKind.String } type ? type.Text() : null;

    private static InvalidDataException Refuse(string folder, string why) => Malformed.File(
        folder, $"there is no tokenizer.json, and vocab.json and merges.txt do not say how text is cut into words, which is known of GPT-2 and GPT-J alone; here {why}. Fetch tokenizer.json, or save the tokenizer once with Hugging Face transformers, which writes it");
}
