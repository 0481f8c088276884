using static TorchSharp.torch;

namespace Interp.Core.Transformer.Placement;

/// <summary>From one device to another.</summary>
internal static class Devices
{
    /// <summary>The tensor on a device: itself where it is there already.</summary>
    public static Tensor On(this Tensor x, Device device) => IsSame(x.device, device) ? x : x.to(device);

    /// <summary>Devices without a number are those with the number 0.</summary>
    public static bool IsSame(Device one, Device other) => one.type == other.type && Math.Max(0, one.index) == Math.Max(0, other.index);
}
