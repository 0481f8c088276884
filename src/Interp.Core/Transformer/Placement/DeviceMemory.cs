using System.Globalization;
using static TorchSharp.torch;

namespace Interp.Core.Transformer.Placement;

/// <summary>A device, and how much of its memory weights may take.</summary>
/// <param name="Device">The device.</param>
/// <param name="Bytes">Bytes; null where nobody says, and nothing is checked.</param>
public sealed record DeviceMemory(Device Device, long? Bytes = null)
{
    /// <summary>A device by its name, "cuda:0" or "cpu", of which nobody says how much it holds.</summary>
    /// <param name="name">Its name.</param>
    public static DeviceMemory Of(string name) => new(device(name));

    /// <summary>As people write bytes.</summary>
    internal static string Text(long bytes) => bytes < 1 << 20
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.0} KiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):0.00} GiB");
}
