namespace Interp.Core.Transformer.Placement;

/// <summary>The use of a block for a while.</summary>
/// <param name="Block">The block; valid until the lease ends.</param>
/// <param name="Slot">What counts the leases; null where blocks stay.</param>
internal readonly record struct BlockLease(TransformerBlock Block, BlockSlot? Slot) : IDisposable
{
    public void Dispose() => Slot?.Release();
}
