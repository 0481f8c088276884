using System.Collections.Concurrent;

namespace Interp.Models.Tokenizers.Bpe;

/// <summary>The tokens of words that were merged before: text repeats its words, and to find one is cheaper than to merge it.</summary>
/// <remarks>Keeps the first words it is given, up to a few megabytes. Safe for use from several threads.</remarks>
internal sealed class WordMemory
{
    private const int MostWords = 1 << 15;
    private const int LongestWord = 32;

    private readonly ConcurrentDictionary<string, TokenPiece[]> _words = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TokenPiece[]>.AlternateLookup<ReadOnlySpan<char>> _bySpan;
    private int _count; // That of the dictionary locks all of it.

    /// <summary>Makes an empty one.</summary>
    public WordMemory() => _bySpan = _words.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The tokens of a word, or null.</summary>
    public TokenPiece[]? Find(ReadOnlySpan<char> word) =>
        word.Length <= LongestWord && _bySpan.TryGetValue(word, out var pieces) ? pieces : null;

    /// <summary>Remembers a word, where there is room.</summary>
    public void Add(ReadOnlySpan<char> word, TokenPiece[] pieces)
    {
        if (word.Length <= LongestWord && Volatile.Read(ref _count) < MostWords && _bySpan.TryAdd(word, pieces))
            Interlocked.Increment(ref _count);
    }
}
