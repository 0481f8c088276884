namespace Interp.Models.Tokenizers.Bpe;

/// <summary>Merges that wait, lowest rank first, of equal ranks the leftmost: a binary heap of (rank, position).</summary>
internal sealed class MergeQueue
{
    private long[] _heap = new long[64];
    private int _count;

    /// <summary>Adds a merge.</summary>
    public void Add(int rank, int position)
    {
        if (_count == _heap.Length) Array.Resize(ref _heap, 2 * _count);

        long entry = ((long)rank << 32) | (uint)position;
        int child = _count++;
        for (int parent = (child - 1) / 2; child > 0 && _heap[parent] > entry; parent = (child - 1) / 2)
        {
            _heap[child] = _heap[parent];
            child = parent;
        }
        _heap[child] = entry;
    }

    /// <summary>Takes out the first merge; false where none is left.</summary>
    public bool TryTake(out int rank, out int position)
    {
        if (_count == 0)
        {
            (rank, position) = (-1, -1);
            return false;
        }

        (rank, position) = ((int)(_heap[0] >> 32), (int)_heap[0]);
        Sink(_heap[--_count]);
        return true;
    }

    /// <summary>Puts <paramref name="entry"/> where it belongs, from the vacant root down.</summary>
    private void Sink(long entry)
    {
        int parent = 0;
        for (int child = 1; child < _count; child = 2 * parent + 1)
        {
            if (child + 1 < _count && _heap[child + 1] < _heap[child]) child++;
            if (_heap[child] >= entry) break;
            _heap[parent] = _heap[child];
            parent = child;
        }
        _heap[parent] = entry;
    }
}
