using System.Collections.Immutable;
using Interp.Models.Tokenizers.Bpe;
using Interp.Models.Tokenizers.Text;
using Interp.Models.Tokenizers.Words;

namespace Interp.Models.Tokenizers;

/// <summary>What a tokenizer is made of, whichever file it came from, in the order in which text passes through.</summary>
internal sealed record TokenizerParts
{
    /// <summary>Tokens found as they are written.</summary>
    public required ImmutableArray<AddedToken> AddedTokens { get; init; }

    /// <summary>Rewritings of the text between added tokens of the input.</summary>
    public ImmutableArray<TextStep> Normalizer { get; init; } = [];

    /// <summary>Rewritings of each piece after the added tokens of the normalised text are out.</summary>
    public ImmutableArray<TextStep> PieceSteps { get; init; } = [];

    /// <summary>Cuts of a piece into words, each cutting the words of the one before.</summary>
    public ImmutableArray<WordScanner> Scanners { get; init; } = [];

    /// <summary>Words to tokens.</summary>
    public required TokenModel Model { get; init; }

    /// <summary>The token that the model expects before every text.</summary>
    public int? BeginningOfSequence { get; init; }
}
