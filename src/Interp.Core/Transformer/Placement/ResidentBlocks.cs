using static TorchSharp.torch;

namespace Interp.Core.Transformer.Placement;

/// <summary>Blocks whose weights stay in memory, or wherever their devices have them.</summary>
/// <param name="blocks">The blocks, first to last; become this one's.</param>
public sealed class ResidentBlocks(IReadOnlyList<TransformerBlock> blocks) : BlockSource(blocks)
{
    /// <inheritdoc/>
    public override bool IsStreamed => false;

    /// <inheritdoc/>
    public override long BytesAtOnce => Outlines.Sum(BytesOf);

    /// <inheritdoc/>
    public override long BytesToRead => 0;

    internal override Device DeviceOf(int layer) => Outlines[layer].Device;

    internal override BlockLease Rent(int layer, int? next) => new(Outlines[layer], Slot: null);

    internal override IEnumerable<NamedWeight> Weights() => Outlines.SelectMany((block, layer) => block.Weights($"blocks.{layer}"));

    private protected override void Free()
    {
        foreach (var weight in Weights())
            weight.Tensor.Dispose();
    }
}
