using System.Collections.Immutable;

namespace Interp.Models.Tokenizers.Bpe;

/// <summary>Tokens by id and ids by token; ids are 0, 1, 2, … without a hole and no token occurs twice.</summary>
internal sealed class Vocabulary
{
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _idsBySpan;

    /// <summary>Makes a vocabulary of tokens in the order of their ids; the caller has checked that they are distinct.</summary>
    public Vocabulary(ImmutableArray<string> tokens, Dictionary<string, int> ids)
    {
        Tokens = tokens;
        _idsBySpan = ids.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Tokens by id.</summary>
    public ImmutableArray<string> Tokens { get; }

    /// <summary>Number of tokens.</summary>
    public int Count => Tokens.Length;

    /// <summary>The id of a token, or -1.</summary>
    public int Find(ReadOnlySpan<char> token) => _idsBySpan.TryGetValue(token, out int id) ? id : -1;
}
