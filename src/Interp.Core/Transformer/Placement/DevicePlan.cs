using System.Collections.Immutable;
using static TorchSharp.torch;

namespace Interp.Core.Transformer.Placement;

/// <summary>Which device each block of a model is on.</summary>
/// <param name="Shares">What each device holds, in the order of the blocks.</param>
public sealed record DevicePlan(ImmutableArray<DeviceShare> Shares)
{
    /// <summary>Where tokens enter.</summary>
    public Device First => Shares[0].Memory.Device;

    /// <summary>Where logits are made.</summary>
    public Device Last => Shares[^1].Memory.Device;

    /// <summary>Where a block is.</summary>
    /// <param name="layer">The block.</param>
    public Device Of(int layer) => Shares.Last(share => share.FirstBlock <= layer).Memory.Device;

    /// <summary>A line a device.</summary>
    public override string ToString() => string.Join("; ", Shares);
}
