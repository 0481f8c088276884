using System.Collections.Immutable;

namespace Interp.Models.Tokenizers;

/// <summary>The tokenizer tables of a GGUF file (keys <c>tokenizer.ggml.*</c>), as they stand in it.</summary>
public sealed record GgufVocabulary
{
    /// <summary>The file's path, for messages.</summary>
    public required string Source { get; init; }

    /// <summary>Kind of tokenizer, <c>model</c>: "gpt2" for byte-level, "llama" for sentencepiece.</summary>
    public required string Model { get; init; }

    /// <summary>How byte-level text is cut into words, <c>pre</c> ("gpt-2", "smollm", "llama-bpe", …); null where absent.</summary>
    public string? Pre { get; init; }

    /// <summary>Tokens by id, <c>tokens</c>.</summary>
    public required ImmutableArray<string> Tokens { get; init; }

    /// <summary>What each token is, <c>token_type</c>; empty where absent: all normal.</summary>
    public ImmutableArray<GgufTokenType> TokenTypes { get; init; } = [];

    /// <summary>Scores by id, <c>scores</c>, for sentencepiece: of two possible merges the better score goes first.</summary>
    public ImmutableArray<float> Scores { get; init; } = [];

    /// <summary>Merges in order, <c>merges</c>, "left right", for byte-level.</summary>
    public ImmutableArray<string> Merges { get; init; } = [];

    /// <summary>The beginning-of-sequence token, <c>bos_token_id</c>; null where absent.</summary>
    public int? BeginningOfSequence { get; init; }

    /// <summary>Whether texts begin with it, <c>add_bos_token</c>; null where absent: the default of the kind.</summary>
    public bool? AddsBeginningOfSequence { get; init; }

    /// <summary>Whether sentencepiece text gets a leading space, <c>add_space_prefix</c>; null where absent: it does.</summary>
    public bool? AddsSpacePrefix { get; init; }

    /// <summary>What a token is.</summary>
    internal GgufTokenType TypeOf(int id) => TokenTypes.IsEmpty ? GgufTokenType.Normal : TokenTypes[id];

    /// <summary>An exception that says what is wrong with a table.</summary>
    internal InvalidDataException Broken(string key, string problem) => new($"{Source}: tokenizer.ggml.{key}: {problem}.");
}
