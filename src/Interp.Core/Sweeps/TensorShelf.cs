using static TorchSharp.torch;

namespace Interp.Core.Sweeps;

/// <summary>Copies of tensors that are needed again later: in memory as many bytes as it is to hold, the others in a temporary file.</summary>
/// <remarks>
/// What stays in memory lies in slabs of its own: tensors that are kept between others that come and go would leave holes
/// that nothing fits in, and all that comes after them would be fresh memory.
/// </remarks>
/// <param name="memoryBytes">How many bytes stay in memory.</param>
/// <param name="folder">Where the file is made; null for the system's folder of temporary files.</param>
internal sealed class TensorShelf(long memoryBytes, string? folder) : IDisposable
{
    private const long SlabBytes = 64 << 20;
    private const long Alignment = 64; // elements

    private readonly List<Tensor> _held = [];
    private Tensor? _slab;
    private long _slabUsed; // elements
    private long _left = memoryBytes;
    private SpillFile? _file;

    /// <summary>Keeps a copy.</summary>
    /// <returns>Gives it back, the same to the last bit; the caller owns what it gets.</returns>
    /// <exception cref="IOException">The disk is full.</exception>
    public Func<Tensor> Keep(Tensor values)
    {
        using var scope = NewDisposeScope();
        var bytes = values.numel() * values.element_size();
        if (bytes > _left)
        {
            var file = _file ??= new SpillFile(folder);
            var spilled = file.Append(values);
            return () => file.Read(spilled);
        }

        _left -= bytes;
        var held = Place(values).view(values.shape).copy_(values).DetachFromDisposeScope();
        _held.Add(held);
        return () => held.alias();
    }

    public void Dispose()
    {
        foreach (var held in _held)
            held.Dispose();
        _held.Clear();
        _file?.Dispose();
    }

    /// <summary>Room for as many elements; large tensors have a slab of their own.</summary>
    private Tensor Place(Tensor values)
    {
        var (count, all) = (values.numel(), SlabBytes / values.element_size());
        if (count > all)
            return empty([count], values.dtype, values.device);
        if (_slab is null || _slabUsed + count > all || _slab.dtype != values.dtype || _slab.device.ToString() != values.device.ToString())
        {
            _held.Add(_slab = empty([all], values.dtype, values.device).DetachFromDisposeScope());
            _slabUsed = 0;
        }

        var place = _slab.narrow(0, _slabUsed, count);
        _slabUsed += (count + Alignment - 1) / Alignment * Alignment;
        return place;
    }
}
