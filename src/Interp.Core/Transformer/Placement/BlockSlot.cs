namespace Interp.Core.Transformer.Placement;

/// <summary>One block that was read, with those who use it: freed when the last of them lets go.</summary>
/// <param name="layer">Its index.</param>
/// <param name="block">It, being read.</param>
internal sealed class BlockSlot(int layer, Task<TransformerBlock> block)
{
    private int _users = 1;

    public int Layer => layer;

    /// <summary>Waits until the block is there, as one more who uses it.</summary>
    public BlockLease Rent()
    {
        var ready = block.GetAwaiter().GetResult();
        _users++;
        return new BlockLease(ready, this);
    }

    /// <summary>Waits for what is being read: nothing else can free it.</summary>
    public void Release()
    {
        if (--_users > 0)
            return;
        Task.WaitAny(block);
        if (block.Exception is not null)
            return; // Told to who waited for the block; who did not has no use for it.
        foreach (var weight in block.Result.Weights(""))
            weight.Tensor.Dispose();
    }
}
