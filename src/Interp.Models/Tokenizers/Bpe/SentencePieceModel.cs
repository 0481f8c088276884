using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Interp.Models.Tokenizers.Text;

namespace Interp.Models.Tokenizers.Bpe;

/// <summary>
/// Sentencepiece byte-pair encoding: a text starts as its characters, spaces written "▁"; a character that is no token
/// becomes the tokens "&lt;0x00&gt;" to "&lt;0xFF&gt;" of its UTF-8 bytes (Llama 1 and 2, Mistral).
/// </summary>
internal sealed class SentencePieceModel : TokenModel
{
    /// <summary>What sentencepiece writes for a space: "▁".</summary>
    public const char WordBoundary = '\u2581';

    private readonly ImmutableArray<int> _byteIds;
    private readonly bool _stripsLeadingSpace;

    /// <summary>Makes the model.</summary>
    /// <param name="vocabulary">Tokens; all 256 byte tokens are among them.</param>
    /// <param name="merges">Pairs that merge.</param>
    /// <param name="stripsLeadingSpace">Whether decoding drops one space at the start of the text.</param>
    public SentencePieceModel(Vocabulary vocabulary, MergeTable merges, bool stripsLeadingSpace)
        : base(vocabulary, merges)
    {
        _byteIds = [.. Enumerable.Range(0, 256).Select(value => vocabulary.Find(ByteToken(value)))];
        _stripsLeadingSpace = stripsLeadingSpace;
    }

    /// <summary>The token of a byte.</summary>
    public static string ByteToken(int value) => string.Create(CultureInfo.InvariantCulture, $"<0x{value:X2}>");

    /// <inheritdoc/>
    public override void Encode(AlignedText word, Merger merger)
    {
        var text = word.Text.Span;
        for (int i = 0; i < text.Length;)
        {
            Rune.DecodeFromUtf16(text[i..], out var rune, out int width);
            AddCharacter(rune, i, i + width, merger);
            i += width;
        }
        merger.Run(word);
    }

    /// <inheritdoc/>
    public override TokenDecoder CreateDecoder() => new SentencePieceDecoder(Vocabulary, _byteIds, _stripsLeadingSpace);

    private void AddCharacter(Rune rune, int start, int end, Merger merger)
    {
        Span<char> utf16 = stackalloc char[2];
        int id = Vocabulary.Find(utf16[..rune.EncodeToUtf16(utf16)]);
        if (id >= 0)
        {
            merger.Add(id, start, end);
            return;
        }

        Span<byte> utf8 = stackalloc byte[4];
        foreach (byte value in utf8[..rune.EncodeToUtf8(utf8)])
            merger.Add(_byteIds[value], start, end);
    }
}
