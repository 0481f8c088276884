namespace Interp.Models.Tokenizers.Bpe;

/// <summary>The pairs of tokens that merge.</summary>
internal sealed class MergeTable(int capacity)
{
    private readonly Dictionary<long, Merge> _merges = new(capacity);

    /// <summary>Adds a pair; false where it is there already.</summary>
    public bool TryAdd(int left, int right, Merge merge) => _merges.TryAdd(Key(left, right), merge);

    /// <summary>Finds what a pair becomes.</summary>
    public bool TryGet(int left, int right, out Merge merge) => _merges.TryGetValue(Key(left, right), out merge);

    private static long Key(int left, int right) => ((long)left << 32) | (uint)right;
}
