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
        _scanners = parts.Model.Cuts is { } cuts ? parts.Scanners.Add(cuts) : parts.Scanners;
        _inInput = Matcher(parts.AddedTokens.Where(token => !token.Normalized), content => content);
        _inNormalized = Matcher(parts.AddedTokens.Where(token => token.Normalized), Normalized);
        _addedTexts = parts.AddedTokens.ToFrozenDictionary(token => token.Id, token => token.Content);
        BeginningOfSequence = parts.BeginningOfSequence;
    }

    /// <inheritdoc/>
    public int VocabularySize => _model.Vocabulary.Count;

    /// <inheritdoc/>
    public int? BeginningOfSequence { get; }

    /// <summary>Whether an id is that of an added token, which plain text never gives.</summary>
    public bool IsAdded(int id) => _addedTexts.ContainsKey(id);

    /// <inheritdoc/>
    public TokenizedText Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);

        var tokens = new TokenList();
        var merger = _model.CreateMerger(tokens);
        int from = 0;
        while (_inInput.Find(text, from) is { } found)
        {
            EncodeSection(AlignedText.Of(text.AsMemory(), from, found.Start), merger);
            tokens.Add(found.Id, new CharSpan(found.Start, found.End));
            from = found.End;
        }
        EncodeSection(AlignedText.Of(text.AsMemory(), from, text.Length), merger);
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
    private void EncodeSection(AlignedText section, Merger merger)
    {
        if (section.Text.IsEmpty) return;

        section = Apply(_normalizer, section);
        int from = 0;
        while (_inNormalized.Find(section.Text.Span, from) is { } found)
        {
            EncodePiece(section.Slice(from, found.Start), merger);
            merger.Tokens.Add(found.Id, section.Origin(found.Start, found.End));
            from = found.End;
        }
        EncodePiece(section.Slice(from, section.Text.Length), merger);
    }

    /// <summary>Encodes a part of the normalised text that holds no added token.</summary>
    private void EncodePiece(AlignedText piece, Merger merger)
    {
        if (!piece.Text.IsEmpty) EncodeWords(Apply(_pieceSteps, piece), scanner: 0, merger);
    }

    // As deep as there are scanners; files may name a handful.
    private void EncodeWords(AlignedText text, int scanner, Merger merger)
    {
        if (scanner == _scanners.Length)
        {
            _model.Encode(text, merger);
            return;
        }

        var characters = text.Text.Span;
        for (int start = 0; start < characters.Length;)
        {
            int end = _scanners[scanner].End(characters, start);
            EncodeWords(text.Slice(start, end), scanner + 1, merger);
            start = end;
        }
    }
}
