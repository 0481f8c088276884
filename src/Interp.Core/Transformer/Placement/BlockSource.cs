using static TorchSharp.torch;

namespace Interp.Core.Transformer.Placement;

/// <summary>Where a model's blocks come from: all in memory, or read each time a pass comes to them. Owns them.</summary>
public abstract class BlockSource : IDisposable
{
    private readonly TransformerBlock[] _outlines;

    /// <param name="outlines">The blocks, first to last, of which only the parts count: their weights may be on the meta device.</param>
    private protected BlockSource(IReadOnlyList<TransformerBlock> outlines)
    {
        ArgumentNullException.ThrowIfNull(outlines);
        _outlines = [.. outlines];
    }

    /// <summary>How many blocks there are.</summary>
    public int Count => _outlines.Length;

    /// <summary>True where blocks are read as they are needed and let go afterwards.</summary>
    public abstract bool IsStreamed { get; }

    /// <summary>Most bytes of weights that are in memory together, in the dtype of the run.</summary>
    public abstract long BytesAtOnce { get; }

    /// <summary>Bytes read from files to visit every block once.</summary>
    public abstract long BytesToRead { get; }

    /// <summary>Frees the blocks.</summary>
    public void Dispose()
    {
        Free();
        foreach (var rotary in _outlines.Select(block => block.Attention.Rotary).Distinct())
            rotary?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The blocks' parts; what they say of themselves is true, their weights may be none.</summary>
    internal IReadOnlyList<TransformerBlock> Outlines => _outlines;

    /// <summary>Where a block computes.</summary>
    internal abstract Device DeviceOf(int layer);

    /// <summary>A block with its weights, until the lease ends.</summary>
    /// <param name="layer">Its index.</param>
    /// <param name="next">The block that is wanted after it, if that is known.</param>
    internal abstract BlockLease Rent(int layer, int? next);

    /// <summary>The weights of all blocks by name.</summary>
    /// <exception cref="InvalidOperationException">They are not in memory.</exception>
    internal abstract IEnumerable<NamedWeight> Weights();

    internal static long BytesOf(TransformerBlock block) => block.Weights("").Sum(weight => weight.Tensor.numel() * weight.Tensor.element_size());

    private protected abstract void Free();
}
