using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Interp.Models.Tokenizers.Words;

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
        Cuts = vocabulary.Find([WordBoundary]) < 0 || merges.Pairs.Any(pair => JoinsWords(vocabulary, pair)) ? null : new BeforeRun(WordBoundary);
    }

    /// <summary>The token of a byte.</summary>
    public static string ByteToken(int value) => string.Create(CultureInfo.InvariantCulture, $"<0x{value:X2}>");

    /// <inheritdoc/>
    /// <remarks>Trained vocabularies have no token with a space behind something else; a file may. Without a token for spaces they are bytes like any other.</remarks>
    public override WordScanner? Cuts { get; }

    /// <inheritdoc/>
    public override TokenDecoder CreateDecoder() => new SentencePieceDecoder(Vocabulary, _byteIds, _stripsLeadingSpace);

    /// <inheritdoc/>
    protected override void Start(ReadOnlySpan<char> word, Merger merger)
    {
        for (int i = 0; i < word.Length;)
        {
            Rune.DecodeFromUtf16(word[i..], out var rune, out int width);
            AddCharacter(rune, i, i + width, merger);
            i += width;
        }
    }

    private static bool JoinsWords(Vocabulary vocabulary, (int Left, int Right) pair) =>
        !vocabulary.Tokens[pair.Left].EndsWith(WordBoundary) && vocabulary.Tokens[pair.Right].StartsWith(WordBoundary);

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
