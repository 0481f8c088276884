using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Interp.Models.Checkpoints;

/// <summary>The tokenizer inside a GGUF file, as its tables state it (<c>tokenizer.ggml.*</c>).</summary>
public sealed record GgufTokenizerTables
{
    private const string Prefix = "tokenizer.ggml.";

    // "token_type_count" and "add_sep_token" are of models that read two texts at once.
    private static readonly FrozenSet<string> Known = FrozenSet.ToFrozenSet(
    [
        "model", "pre", "tokens", "token_type", "token_type_count", "scores", "merges", "add_bos_token", "add_eos_token", "add_sep_token",
        "add_space_prefix", "remove_extra_whitespaces",
    ]);

    /// <summary>The file they come from, for messages.</summary>
    public required string Source { get; init; }

    /// <summary>Kind of tokenizer: <c>gpt2</c> is byte-level BPE, <c>llama</c> sentencepiece.</summary>
    public required string Model { get; init; }

    /// <summary>Name of the pre-tokenizer, where the file gives one.</summary>
    public string? PreTokenizer { get; init; }

    /// <summary>Text of each token, by id.</summary>
    public required ImmutableArray<string> Tokens { get; init; }

    /// <summary>Kind of each token, by id; empty where the file does not say: all normal.</summary>
    public ImmutableArray<GgufTokenType> TokenTypes { get; init; } = [];

    /// <summary>Score of each token, by id: of two possible merges the better goes first. Empty where the file has none.</summary>
    public ImmutableArray<float> Scores { get; init; } = [];

    /// <summary>Merges "a b" in order of rank; empty where the file has none.</summary>
    public ImmutableArray<string> Merges { get; init; } = [];

    /// <summary>Id of the beginning-of-sequence token, where the file gives one.</summary>
    public int? BeginningOfSequence { get; init; }

    /// <summary>Id of the end-of-sequence token, where the file gives one.</summary>
    public int? EndOfSequence { get; init; }

    /// <summary>Id of the token for what the vocabulary lacks, where the file gives one.</summary>
    public int? Unknown { get; init; }

    /// <summary>Id of the padding token, where the file gives one.</summary>
    public int? Padding { get; init; }

    /// <summary>Whether the model expects its beginning-of-sequence token; null where the file does not say.</summary>
    public bool? AddBeginningOfSequence { get; init; }

    /// <summary>Whether the model expects its end-of-sequence token; null where the file does not say.</summary>
    public bool? AddEndOfSequence { get; init; }

    /// <summary>Whether text is led by a space; null where the file does not say.</summary>
    public bool? AddSpacePrefix { get; init; }

    /// <summary>Reads the tables from a file's metadata.</summary>
    /// <param name="metadata">The metadata.</param>
    /// <exception cref="InvalidDataException">A table is absent, of another kind, or of another length than the vocabulary.</exception>
    public static GgufTokenizerTables From(GgufMetadata metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        RefuseUnknown(metadata);
        var tokens = metadata.GetStrings(Prefix + "tokens");
        return new GgufTokenizerTables
        {
            Source = metadata.Source,
            Model = metadata.GetString(Prefix + "model"),
            PreTokenizer = metadata.FindString(Prefix + "pre"),
            Tokens = tokens,
            TokenTypes = Types(metadata, tokens.Length),
            Scores = Scored(metadata, tokens.Length),
            Merges = metadata.FindStrings(Prefix + "merges") ?? [],
            BeginningOfSequence = Id(metadata, "bos_token_id", tokens.Length),
            EndOfSequence = Id(metadata, "eos_token_id", tokens.Length),
            Unknown = Id(metadata, "unknown_token_id", tokens.Length),
            Padding = Id(metadata, "padding_token_id", tokens.Length),
            AddBeginningOfSequence = metadata.FindBoolean(Prefix + "add_bos_token"),
            AddEndOfSequence = metadata.FindBoolean(Prefix + "add_eos_token"),
            AddSpacePrefix = metadata.FindBoolean(Prefix + "add_space_prefix"),
        };
    }

    /// <summary>What a token is.</summary>
    internal GgufTokenType TypeOf(int id) => TokenTypes.IsEmpty ? GgufTokenType.Normal : TokenTypes[id];

    /// <summary>An exception that says what is wrong with a table.</summary>
    internal InvalidDataException Broken(string key, string problem) => Malformed.Data($"{Source}: {Prefix}{key}: {problem}.");

    /// <summary>A key that nobody reads could change the ids, but for the ids of further special tokens and the chat's template.</summary>
    private static void RefuseUnknown(GgufMetadata metadata)
    {
        foreach (var name in metadata.Keys.Where(key => key.StartsWith(Prefix, StringComparison.Ordinal)).Select(key => key[Prefix.Length..]))
        {
            if (!Known.Contains(name) && !name.EndsWith("_token_id", StringComparison.Ordinal) && !name.EndsWith("_token_ids", StringComparison.Ordinal))
                throw metadata.Refuse(Prefix + name, "is not known, and could change how text becomes tokens; load the model's Hugging Face folder, or without a tokenizer");
        }

        if (metadata.FindBoolean(Prefix + "remove_extra_whitespaces") == true)
            throw metadata.Refuse(Prefix + "remove_extra_whitespaces", "is true, which is not implemented; load the model's Hugging Face folder, or without a tokenizer");
    }

    private static ImmutableArray<GgufTokenType> Types(GgufMetadata metadata, int tokens)
    {
        const string Key = Prefix + "token_type";
        if (metadata.FindInt64s(Key) is not { } types)
            return [];

        CheckLength(metadata, Key, types.Length, tokens);
        foreach (var type in types)
        {
            if (!Enum.IsDefined((GgufTokenType)type))
                throw metadata.Refuse(Key, $"holds the type {type}; known are 0 to {(int)GgufTokenType.Byte}");
        }

        return [.. types.Select(type => (GgufTokenType)type)];
    }

    private static ImmutableArray<float> Scored(GgufMetadata metadata, int tokens)
    {
        const string Key = Prefix + "scores";
        if (metadata.FindDoubles(Key) is not { } scores)
            return [];

        CheckLength(metadata, Key, scores.Length, tokens);
        return [.. scores.Select(score => (float)score)];
    }

    private static int? Id(GgufMetadata metadata, string key, int tokens) => metadata.FindInt64(Prefix + key) switch
    {
        null => null,
        >= 0 and var id when id < tokens => (int)id,
        var id => throw metadata.Refuse(Prefix + key, $"is {id}, of a vocabulary of {tokens}"),
    };

    private static void CheckLength(GgufMetadata metadata, string key, int found, int tokens)
    {
        if (found != tokens)
            throw metadata.Refuse(key, $"has {found} lines for {tokens} tokens");
    }
}
