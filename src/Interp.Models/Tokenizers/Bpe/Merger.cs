using System.Runtime.InteropServices;
using Interp.Models.Tokenizers.Text;

namespace Interp.Models.Tokenizers.Bpe;

/// <summary>Merges the tokens of one word, always the pair of lowest rank, the leftmost of equals, until none is left.</summary>
/// <remarks>A scratch pad: one per call of Encode, used for every word in turn. O(n log n) in the word's length.</remarks>
internal sealed class Merger(MergeTable table)
{
    private const int None = -1;

    private readonly List<Link> _links = [];
    private readonly PriorityQueue<int, long> _queue = new();

    /// <summary>Forgets the last word.</summary>
    public void Clear()
    {
        _links.Clear();
        _queue.Clear();
    }

    /// <summary>Appends a starting token that covers [<paramref name="start"/>, <paramref name="end"/>) of the text.</summary>
    public void Add(int id, int start, int end)
    {
        int position = _links.Count;
        _links.Add(new Link(id, start, end) { Previous = position - 1, Next = position + 1 });
    }

    /// <summary>Merges, then appends the tokens left over, with the characters of the input that they cover.</summary>
    public void Run(TokenList into, AlignedText text)
    {
        var links = CollectionsMarshal.AsSpan(_links);
        if (links.Length == 0) return;

        links[^1].Next = None;
        for (int position = 0; position < links.Length - 1; position++)
            Propose(links, position);

        while (_queue.TryDequeue(out int position, out long priority))
        {
            // A pair that has changed since it was queued has another rank, or is gone.
            if (links[position].Rank == (int)(priority >> 32)) Join(links, position);
        }

        for (int position = 0; position != None; position = links[position].Next)
            into.Add(links[position].Id, text.Origin(links[position].Start, links[position].End));
    }

    private void Propose(Span<Link> links, int position)
    {
        ref var link = ref links[position];
        link.Rank = None;
        if (link.Next == None || !table.TryGet(link.Id, links[link.Next].Id, out var merge)) return;

        link.Rank = merge.Rank;
        link.Merged = merge.Result;
        _queue.Enqueue(position, ((long)merge.Rank << 32) | (uint)position);
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
