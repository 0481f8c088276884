using System.Collections.Immutable;
using System.Text;

namespace Interp.Models.Tokenizers.Bpe;

/// <summary>Sentencepiece tokens to text: "▁" is a space, runs of byte tokens are UTF-8.</summary>
/// <remarks>A run of byte tokens that is not UTF-8 becomes one U+FFFD a byte, as in the reference implementation.</remarks>
internal sealed class SentencePieceDecoder(Vocabulary vocabulary, ImmutableArray<int> byteIds, bool stripsLeadingSpace)
    : TokenDecoder
{
    private static readonly UTF8Encoding _strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly StringBuilder _text = new();
    private readonly List<byte> _bytes = [];

    /// <inheritdoc/>
    public override void AddToken(int id)
    {
        int value = byteIds.IndexOf(id);
        if (value >= 0)
            _bytes.Add((byte)value);
        else
            AddText(vocabulary.Tokens[id]);
    }

    /// <inheritdoc/>
    /// <remarks>Added tokens too: Gemma's are runs of "▁" that plain text gives.</remarks>
    public override void AddText(string text)
    {
        FlushBytes();
        _text.Append(text.Replace(SentencePieceModel.WordBoundary, ' '));
    }

    /// <inheritdoc/>
    public override string Finish()
    {
        FlushBytes();
        int start = stripsLeadingSpace && _text.Length > 0 && _text[0] == ' ' ? 1 : 0;
        return _text.ToString(start, _text.Length - start);
    }

    private void FlushBytes()
    {
        if (_bytes.Count == 0) return;
        try
        {
            _text.Append(_strict.GetString([.. _bytes]));
        }
        catch (DecoderFallbackException)
        {
            _text.Append('\uFFFD', _bytes.Count);
        }
        _bytes.Clear();
    }
}
