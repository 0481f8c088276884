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

    /// <summary>Finds the next token at or after <paramref name="from"/>.</summary>
    public bool TryFind(ReadOnlySpan<char> text, int from, out int start, out int end, out int id)
    {
        for (start = from; ; start++)
        {
            int skipped = text[start..].IndexOfAny(_firstCharacters);
            if (skipped < 0) break;
            start += skipped;
            if (TryMatch(text, start, out end, out id)) return true;
        }
        (end, id) = (None, None);
        return false;
    }

    private bool TryMatch(ReadOnlySpan<char> text, int start, out int end, out int id)
    {
        (end, id) = (None, None);
        int node = Root;
        for (int i = start; i < text.Length && _edges.TryGetValue((node, text[i]), out node); i++)
        {
            if (_ids[node] != None) (end, id) = (i + 1, _ids[node]);
        }
        return id != None;
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
