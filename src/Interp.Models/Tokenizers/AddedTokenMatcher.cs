using System.Buffers;

namespace Interp.Models.Tokenizers;

/// <summary>Finds added tokens in text: the leftmost first, of those that begin together the longest.</summary>
internal sealed class AddedTokenMatcher
{
    private const int Root = 0, None = -1;

    private readonly Dictionary<(int Node, char Next), int> _edges = [];
    private readonly List<int> _ids = [None];
    private readonly SearchValues<char> _firstCharacters;

    /// <summary>Makes a matcher.</summary>
    /// <param name="tokens">Text to find and the id that it is; texts are distinct and not empty.</param>
    public AddedTokenMatcher(IReadOnlyCollection<KeyValuePair<string, int>> tokens)
    {
        foreach (var (content, id) in tokens)
            _ids[Insert(content)] = id;
        _firstCharacters = SearchValues.Create([.. tokens.Select(token => token.Key[0]).Distinct()]);
    }

    /// <summary>The next token at or after <paramref name="from"/>, or null where there is none.</summary>
    public AddedTokenMatch? Find(ReadOnlySpan<char> text, int from)
    {
        for (int start = from; ; start++)
        {
            int skipped = text[start..].IndexOfAny(_firstCharacters);
            if (skipped < 0) return null;
            start += skipped;
            if (LongestAt(text, start) is { } match) return match;
        }
    }

    private AddedTokenMatch? LongestAt(ReadOnlySpan<char> text, int start)
    {
        AddedTokenMatch? longest = null;
        int node = Root;
        for (int i = start; i < text.Length && _edges.TryGetValue((node, text[i]), out node); i++)
        {
            if (_ids[node] != None) longest = new AddedTokenMatch(_ids[node], start, i + 1);
        }
        return longest;
    }

    private int Insert(string content)
    {
        int node = Root;
        foreach (char next in content)
        {
            if (!_edges.TryGetValue((node, next), out int child))
            {
                child = _ids.Count;
                _ids.Add(None);
                _edges.Add((node, next), child);
            }
            node = child;
        }
        return node;
    }
}
