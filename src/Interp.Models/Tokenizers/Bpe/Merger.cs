using System.Runtime.InteropServices;

namespace Interp.Models.Tokenizers.Bpe;

/// <summary>Merges the tokens of one word, always the pair of lowest rank, the leftmost of equals, until none is left.</summary>
/// <remarks>A scratch pad: one for each text, used for its words in turn. O(n log n) in the word's length.</remarks>
internal sealed class Merger(MergeTable table, TokenList tokens)
{
    private const int None = -1;

    private readonly List<Link> _links = [];
    private readonly MergeQueue _queue = new();

    /// <summary>Where finished tokens go.</summary>
    public TokenList Tokens { get; } = tokens;

    /// <summary>Appends a starting token that covers [<paramref name="start"/>, <paramref name="end"/>) of the word.</summary>
    public void Add(int id, int start, int end)
    {
        int position = _links.Count;
        _links.Add(new Link(id, start, end) { Previous = position - 1, Next = position + 1 });
    }

    /// <summary>Merges what was added, and is ready for the next word.</summary>
    /// <returns>The tokens that are left.</returns>
    public TokenPiece[] Run()
    {
        var links = CollectionsMarshal.AsSpan(_links);
        if (links.Length == 0) return [];

        links[^1].Next = None;
        for (int position = 0; position < links.Length - 1; position++)
            Propose(links, position);

        while (_queue.TryTake(out int rank, out int position))
        {
            // A pair that has changed since it was queued has another rank, or is gone.
            if (links[position].Rank == rank) Join(links, position);
        }

        var pieces = new List<TokenPiece>();
        for (int position = 0; position != None; position = links[position].Next)
            pieces.Add(new TokenPiece(links[position].Id, links[position].Start, links[position].End));
        _links.Clear();
        return [.. pieces];
    }

    private void Propose(Span<Link> links, int position)
    {
        ref var link = ref links[position];
        link.Rank = None;
        if (link.Next == None || !table.TryGet(link.Id, links[link.Next].Id, out var merge)) return;

        link.Rank = merge.Rank;
        link.Merged = merge.Result;
        _queue.Add(merge.Rank, position);
    }

    private void Join(Span<Link> links, int position)
    {
        ref var left = ref links[position];
        ref var right = ref links[left.Next];
        left.Id = left.Merged;
        left.End = right.End;
        left.Next = right.Next;
        right.Rank = None;
        if (left.Next != None) links[left.Next].Previous = position;

        Propose(links, position);
        if (left.Previous != None) Propose(links, left.Previous);
    }

    /// <summary>A token in the chain of a word, and the merge with its right neighbour that waits in the queue.</summary>
    private struct Link(int id, int start, int end)
    {
        public int Id = id, Previous, Next, Rank = None, Merged;
        public int End = end;
        public readonly int Start = start;
    }
}
