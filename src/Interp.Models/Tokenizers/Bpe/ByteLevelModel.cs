using System.Collections.Immutable;
using System.Text;

namespace Interp.Models.Tokenizers.Bpe;

/// <summary>Byte-level byte-pair encoding: a word starts as its UTF-8 bytes (GPT-2, GPT-NeoX, Llama 3, SmolLM2).</summary>
/// <remarks>
/// A byte that the vocabulary lacks is left out, as the reference implementation does where there is no unknown token:
/// trained vocabularies lack bytes that no UTF-8 text has, and a few control characters at most.
/// </remarks>
internal sealed class ByteLevelModel : TokenModel
{
    private readonly ImmutableArray<int> _byteIds;
    private readonly bool _wholeWordsFirst;

    /// <summary>Makes the model.</summary>
    /// <param name="vocabulary">Tokens in the byte alphabet.</param>
    /// <param name="merges">Pairs that merge.</param>
    /// <param name="wholeWordsFirst">Whether a word that is a token is not merged from its bytes ("ignore_merges").</param>
    public ByteLevelModel(Vocabulary vocabulary, MergeTable merges, bool wholeWordsFirst)
        : base(vocabulary, merges)
    {
        _byteIds = [.. ByteAlphabet.Characters.Select(character => vocabulary.Find([character]))];
        _wholeWordsFirst = wholeWordsFirst;
    }

    /// <inheritdoc/>
    public override TokenDecoder CreateDecoder() => new ByteLevelDecoder(Vocabulary);

    /// <inheritdoc/>
    protected override void Start(ReadOnlySpan<char> word, Merger merger)
    {
        if (_wholeWordsFirst && FindWhole(word) is >= 0 and var id)
            merger.Add(id, 0, word.Length);
        else
            AddBytes(word, merger);
    }

    private void AddBytes(ReadOnlySpan<char> word, Merger merger)
    {
        Span<byte> utf8 = stackalloc byte[4];
        for (int i = 0; i < word.Length;)
        {
            Rune.DecodeFromUtf16(word[i..], out var rune, out int width);
            int count = rune.EncodeToUtf8(utf8);
            foreach (byte value in utf8[..count])
            {
                if (_byteIds[value] >= 0) merger.Add(_byteIds[value], i, i + width);
            }
            i += width;
        }
    }

    private int FindWhole(ReadOnlySpan<char> word)
    {
        const int longest = 256;
        int count = Encoding.UTF8.GetByteCount(word);
        if (count > longest) return -1;

        Span<byte> utf8 = stackalloc byte[count];
        Span<char> characters = stackalloc char[count];
        Encoding.UTF8.GetBytes(word, utf8);
        for (int i = 0; i < count; i++) characters[i] = ByteAlphabet.Characters[utf8[i]];
        return Vocabulary.Find(characters);
    }
}
