using System.Collections.Immutable;

namespace Interp.Core.Transformer.Placement;

/// <summary>
/// How the blocks of a model are dealt to devices: neighbouring blocks together, so that the stream moves from one to the
/// next once each. The embedding is with the first block, final norm and unembedding with the last.
/// </summary>
public sealed class DeviceMap
{
    private readonly ImmutableArray<DeviceMemory> _devices;
    private readonly Func<ModelBytes, ImmutableArray<int>?> _counts;

    private DeviceMap(IEnumerable<DeviceMemory> devices, Func<ModelBytes, ImmutableArray<int>?> counts)
    {
        _devices = [.. devices];
        _counts = counts;
        if (_devices.IsEmpty)
            throw new ArgumentException("There is no device.", nameof(devices));
        if (_devices.DistinctBy(memory => memory.Device.ToString()).Count() != _devices.Length)
            throw new ArgumentException($"A device is named twice: {string.Join(", ", _devices.Select(memory => memory.Device))}. Each has one row of neighbouring blocks.", nameof(devices));
    }

    /// <summary>As many blocks to each device as it holds, the first ones first; later devices may be left without any.</summary>
    /// <param name="devices">The devices in order, each with its bytes.</param>
    /// <exception cref="ArgumentException">No device, one twice, or one without its bytes.</exception>
    public static DeviceMap Automatic(params DeviceMemory[] devices)
    {
        ArgumentNullException.ThrowIfNull(devices);
        if (devices.FirstOrDefault(memory => memory.Bytes is null) is { } silent)
            throw new ArgumentException($"How much may {silent.Device} hold? An automatic map needs the bytes of each device; an even or explicit one does not.", nameof(devices));
        return new(devices, bytes => Fill(devices, bytes));
    }

    /// <summary>As many blocks to each device as to the others, one more to the first ones where that does not come out.</summary>
    /// <param name="devices">The devices in order.</param>
    /// <exception cref="ArgumentException">No device, or one twice.</exception>
    public static DeviceMap Even(params DeviceMemory[] devices)
    {
        ArgumentNullException.ThrowIfNull(devices);
        return new(devices, bytes => [.. devices.Select((_, i) => bytes.Blocks.Length / devices.Length + (i < bytes.Blocks.Length % devices.Length ? 1 : 0))]);
    }

    /// <summary>A number of blocks to each device.</summary>
    /// <param name="shares">The devices in order, with how many blocks each gets.</param>
    /// <exception cref="ArgumentException">No device, one twice, or one without a block.</exception>
    public static DeviceMap Explicit(params (DeviceMemory Device, int Blocks)[] shares)
    {
        ArgumentNullException.ThrowIfNull(shares);
        if (shares.FirstOrDefault(share => share.Blocks < 1) is { Device: { } idle })
            throw new ArgumentException($"{idle.Device} is given no block; leave it out.", nameof(shares));
        return new(shares.Select(share => share.Device), _ => [.. shares.Select(share => share.Blocks)]);
    }

    /// <summary>Deals the blocks of a model.</summary>
    /// <param name="bytes">The model.</param>
    /// <exception cref="ArgumentException">Not as many blocks as the model has, or fewer than devices.</exception>
    /// <exception cref="InsufficientMemoryException">A device would hold more than it may; the message has a map that fits, if there is one.</exception>
    public DevicePlan Plan(ModelBytes bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        if (_counts(bytes) is not { } counts)
            throw new InsufficientMemoryException($"No map of these devices fits: the model takes {DeviceMemory.Text(bytes.Of(0, bytes.Blocks.Length))}, they may hold {string.Join(", ", _devices.Select(memory => $"{memory.Device} {DeviceMemory.Text(memory.Bytes!.Value)}"))}. {Elsewhere}");
        if (counts.Sum() != bytes.Blocks.Length || counts.Contains(0))
            throw new ArgumentException($"The map deals {string.Join(" + ", counts)} blocks to {string.Join(", ", _devices.Select(memory => memory.Device))}; the model has {bytes.Blocks.Length}, and each device gets one at least.");

        var plan = PlanOf(counts, bytes);
        var over = plan.Shares.Where(share => share.Bytes > share.Memory.Bytes).ToArray();
        return over.Length == 0 ? plan : throw new InsufficientMemoryException($"Too much for a device: {string.Join("; ", over.AsEnumerable())}. {Fitting(bytes)}");
    }

    private const string Elsewhere = "Take more devices, bfloat16, or stream the blocks.";

    private string Fitting(ModelBytes bytes)
    {
        // Those of which nobody says how much they hold may hold all.
        DeviceMemory[] all = [.. _devices.Select(memory => memory with { Bytes = memory.Bytes ?? long.MaxValue })];
        return Fill(all, bytes) is { } counts ? $"This would fit: {PlanOf(counts, bytes)}." : $"No map of these devices fits. {Elsewhere}";
    }

    private DevicePlan PlanOf(ImmutableArray<int> counts, ModelBytes bytes)
    {
        var first = 0;
        var shares = ImmutableArray.CreateBuilder<DeviceShare>();
        foreach (var (memory, count) in _devices.Zip(counts))
        {
            if (count > 0)
                shares.Add(new DeviceShare(memory, first, count, bytes.Of(first, count)));
            first += count;
        }

        return new(shares.ToImmutable());
    }

    /// <summary>As many blocks to each as fit; null where some are left over. Devices at the end may get none.</summary>
    private static ImmutableArray<int>? Fill(DeviceMemory[] devices, ModelBytes bytes)
    {
        var counts = ImmutableArray.CreateBuilder<int>();
        var first = 0;
        foreach (var memory in devices)
        {
            var count = bytes.Blocks.Length - first;
            while (count > 0 && bytes.Of(first, count) > memory.Bytes)
                count--;
            counts.Add(count);
            first += count;
            if (first == bytes.Blocks.Length)
                return counts.ToImmutable();
        }

        return null;
    }
}
