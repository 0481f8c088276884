using System.Numerics;

namespace Interp.Models.Tokenizers.Bpe;

/// <summary>The pairs of tokens that merge: an open-addressing table, as encoding spends most of its time looking here.</summary>
internal sealed class MergeTable
{
    // Ids are not negative, so no pair has this key.
    private const long Empty = -1;

    private long[] _keys;
    private Merge[] _merges;
    private int _count;

    /// <summary>Makes an empty table with room for <paramref name="capacity"/> pairs; it grows beyond.</summary>
    public MergeTable(int capacity) => (_keys, _merges) = Allocate(2 * Math.Max(8, capacity));

    /// <summary>The pairs, in no order.</summary>
    public IEnumerable<(int Left, int Right)> Pairs =>
        _keys.Where(key => key != Empty).Select(key => ((int)(key >> 32), (int)key));

    /// <summary>Adds a pair; false where it is there already.</summary>
    public bool TryAdd(int left, int right, Merge merge)
    {
        if (2 * _count >= _keys.Length) Grow();

        long key = Key(left, right);
        int slot = Find(_keys, key);
        if (_keys[slot] == key) return false;
        _keys[slot] = key;
        _merges[slot] = merge;
        _count++;
        return true;
    }

    /// <summary>Finds what a pair becomes.</summary>
    public bool TryGet(int left, int right, out Merge merge)
    {
        int slot = Find(_keys, Key(left, right));
        merge = _merges[slot];
        return _keys[slot] != Empty;
    }

    private static long Key(int left, int right) => ((long)left << 32) | (uint)right;

    /// <summary>The slot that holds <paramref name="key"/>, or the empty one where it belongs; half of all are empty.</summary>
    private static int Find(long[] keys, long key)
    {
        int mask = keys.Length - 1;
        int slot = (int)(((ulong)key * 0x9E3779B97F4A7C15) >> 32) & mask;
        while (keys[slot] != key && keys[slot] != Empty)
            slot = (slot + 1) & mask;
        return slot;
    }

    private static (long[], Merge[]) Allocate(int slots)
    {
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)slots);
        var keys = new long[size];
        Array.Fill(keys, Empty);
        return (keys, new Merge[size]);
    }

    private void Grow()
    {
        var (keys, merges) = Allocate(2 * _keys.Length);
        for (int from = 0; from < _keys.Length; from++)
        {
            if (_keys[from] == Empty) continue;
            int to = Find(keys, _keys[from]);
            (keys[to], merges[to]) = (_keys[from], _merges[from]);
        }
        (_keys, _merges) = (keys, merges);
    }
}
