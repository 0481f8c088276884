using System.Collections.Frozen;
using System.Collections.Immutable;
using Interp.Core.Tokens;
using Interp.Models.Tokenizers.Bpe;
using Interp.Models.Tokenizers.Text;
using Interp.Models.Tokenizers.Words;

namespace Interp.Models.Tokenizers;

/// <summary>The tokenizer that runs <see cref="TokenizerParts"/>: added tokens out, rewrite, cut into words, merge.</summary>
internal sealed class PipelineTokenizer : ITokenizer
{
    private readonly TokenModel _model;
    private readonly ImmutableArray<TextStep> _normalizer;
    private readonly ImmutableArray<TextStep> _pieceSteps;
    private readonly ImmutableArray<WordScanner> _scanners;
    private readonly AddedTokenMatcher _inInput;
    private readonly AddedTokenMatcher _inNormalized;
    private readonly FrozenDictionary<int, string> _addedTexts;

    /// <summary>Puts the parts together.</summary>
    public PipelineTokenizer(TokenizerParts parts)
    {
        _model = parts.Model;
        _normalizer = parts.Normalizer;
        _pieceSteps = parts.PieceSteps;
        _scanners = parts.Scanners;
        _inInput = Matcher(parts.AddedTokens.Where(token => !token.Normalized), content => content);
        _inNormalized = Matcher(parts.AddedTokens.Where(token => token.Normalized), Normalized);
        _addedTexts = parts.AddedTokens.ToFrozenDictionary(token => token.Id, token => token.Content);
        BeginningOfSequence = parts.BeginningOfSequence;
    }

    /// <inheritdoc/>
    public int VocabularySize => _model.Vocabulary.Count;

    /// <inheritdoc/>
    public int? BeginningOfSequence { get; }

    /// <inheritdoc/>
    public TokenizedText Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);

        var tokens = new TokenList();
        var merger = _model.CreateMerger();
        int from = 0;
        while (_inInput.TryFind(text, from, out int start, out int end, out int id))
        {
            EncodeSection(text, from, start, merger, tokens);
            tokens.Add(id, new CharSpan(start, end));
            from = end;
        }
        EncodeSection(text, from, text.Length, merger, tokens);
        return tokens.ToTokenizedText();
    }

    /// <inheritdoc/>
    public string Decode(IReadOnlyList<int> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);

        var decoder = _model.CreateDecoder();
        foreach (int id in ids)
        {
            if (id < 0 || id >= VocabularySize)
                throw new ArgumentOutOfRangeException(nameof(ids), id, $"Token ids are 0 to {VocabularySize - 1}.");
            if (_addedTexts.TryGetValue(id, out string? content))
                decoder.AddText(content);
            else
                decoder.AddToken(id);
        }
        return decoder.Finish();
    }

    private static AddedTokenMatcher Matcher(IEnumerable<AddedToken> tokens, Func<string, string> written) =>
        new([.. tokens.Select(token => KeyValuePair.Create(written(token.Content), token.Id))]);

    private string Normalized(string content) =>
        Apply(_normalizer, AlignedText.Of(content.AsMemory(), 0, content.Length)).Text.ToString();

    private static AlignedText Apply(ImmutableArray<TextStep> steps, AlignedText text)
    {
        foreach (var step in steps)
            text = step.Apply(text);
        return text;
    }

    /// <summary>Encodes a part of the input that holds no added token as written.</summary>
    private void EncodeSection(string input, int start, int end, Merger merger, TokenList tokens)
    {
        if (start == end) return;

        var section = Apply(_normalizer, AlignedText.Of(input.AsMemory(), start, end));
        int from = 0;
        while (_inNormalized.TryFind(section.Text.Span, from, out int found, out int foundEnd, out int id))
        {
            EncodePiece(section, from, found, merger, tokens);
            tokens.Add(id, section.Origin(found, foundEnd));
            from = foundEnd;
        }
        EncodePiece(section, from, section.Text.Length, merger, tokens);
    }

    /// <summary>Encodes a part of the normalised text that holds no added token.</summary>
    private void EncodePiece(AlignedText section, int start, int end, Merger merger, TokenList tokens)
    {
        if (start == end) return;

        var piece = Apply(_pieceSteps, section.Slice(start, end));
        EncodeWords(piece, 0, piece.Text.Length, scanner: 0, merger, tokens);
    }

    // As deep as there are scanners; files may name a handful.
    private void EncodeWords(AlignedText piece, int start, int end, int scanner, Merger merger, TokenList tokens)
    {
        if (scanner == _scanners.Length)
        {
            _model.Encode(piece, start, end, merger, tokens);
            return;
        }

        var text = piece.Text.Span[start..end];
        for (int word = 0; word < text.Length;)
        {
            int wordEnd = _scanners[scanner].End(text, word);
            EncodeWords(piece, start + word, start + wordEnd, scanner + 1, merger, tokens);
            word = wordEnd;
        }
    }
}
