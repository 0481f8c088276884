using static TorchSharp.torch;

namespace Interp.Core.Transformer.Placement;

/// <summary>
/// Blocks that are read each time a pass comes to them: two are in memory at most, the one that computes and the next, which
/// is read on another thread meanwhile. A block stays until another is wanted, so that many batches can go through it.
/// </summary>
public sealed class StreamedBlocks : BlockSource
{
    private readonly Func<int, TransformerBlock> _read;
    private readonly IDisposable? _files;
    private readonly Func<int, Device> _deviceOf;
    private BlockSlot? _current;
    private BlockSlot? _ahead;
    private bool _disposed;

    /// <summary>Takes over outlines and files.</summary>
    /// <param name="outlines">The blocks with weights on the meta device: what parts they have, and of what shapes.</param>
    /// <param name="read">Reads a block, which is freed here. Called on other threads, for one block at a time.</param>
    /// <param name="bytesToRead">Bytes that reading each of them once takes from files.</param>
    /// <param name="files">What is to be closed in the end; null for nothing.</param>
    /// <param name="deviceOf">Where a block will be once it is read; null for the CPU.</param>
    public StreamedBlocks(IReadOnlyList<TransformerBlock> outlines, Func<int, TransformerBlock> read, long bytesToRead, IDisposable? files, Func<int, Device>? deviceOf = null)
        : base(outlines)
    {
        ArgumentNullException.ThrowIfNull(read);
        _read = read;
        _files = files;
        _deviceOf = deviceOf ?? (_ => CPU);
        BytesToRead = bytesToRead;
        Detach(outlines);
    }

    /// <inheritdoc/>
    public override bool IsStreamed => true;

    /// <inheritdoc/>
    public override long BytesAtOnce => Math.Min(Count, 2) * Outlines.Max(BytesOf);

    /// <inheritdoc/>
    public override long BytesToRead { get; }

    internal override Device DeviceOf(int layer) => _deviceOf(layer);

    internal override BlockLease Rent(int layer, int? next)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_current?.Layer != layer)
            Enter(layer);
        var lease = Current();
        if (next is { } ahead && _ahead?.Layer != ahead)
        {
            DropAhead();
            _ahead = Begin(ahead);
        }

        return lease;
    }

    internal override IEnumerable<NamedWeight> Weights() => throw new InvalidOperationException(
        "The weights of the blocks are read as they are needed and not held: take them block by block (W_Q(layer), W_in(layer), …), or load the model with all weights in memory.");

    private protected override void Free()
    {
        if (_disposed)
            return;
        _disposed = true;
        _current?.Release();
        DropAhead();
        foreach (var weight in Outlines.SelectMany(block => block.Weights("")))
            weight.Tensor.Dispose();
        _files?.Dispose();
    }

    /// <summary>A block that could not be read is not kept: the next who asks tries again.</summary>
    private BlockLease Current()
    {
        try
        {
            return _current!.Rent();
        }
        catch
        {
            _current!.Release();
            _current = null;
            throw;
        }
    }

    /// <summary>The old block goes before the new one is waited for, so that no third is ever there.</summary>
    private void Enter(int layer)
    {
        _current?.Release();
        _current = null;
        if (_ahead?.Layer != layer)
        {
            DropAhead();
            _ahead = Begin(layer);
        }

        (_current, _ahead) = (_ahead, null);
    }

    private void DropAhead()
    {
        _ahead?.Release();
        _ahead = null;
    }

    private BlockSlot Begin(int layer) => new(layer, Task.Run(() => Read(layer)));

    private TransformerBlock Read(int layer)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var block = _read(layer);
        Detach([block]);
        return block;
    }

    private static void Detach(IEnumerable<TransformerBlock> blocks)
    {
        foreach (var weight in blocks.SelectMany(block => block.Weights("")))
            weight.Tensor.DetachFromDisposeScope();
    }
}
