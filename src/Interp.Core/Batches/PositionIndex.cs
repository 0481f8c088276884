using System.Collections.Immutable;
using static TorchSharp.torch;

namespace Interp.Core.Batches;

/// <summary>Positions of every prompt of a batch as index tensors. Shorter lists are padded by repeating their last entry.</summary>
internal sealed class PositionIndex : IDisposable
{
    private readonly Tensor _rows; // [batch, 1]

    public PositionIndex(ImmutableArray<ImmutableArray<int>> positions, Device device)
    {
        Count = positions.Max(list => list.Length);
        if (Count == 0 || positions.Any(list => list.IsEmpty))
            throw new ArgumentException("Every prompt needs at least one position.", nameof(positions));

        var flat = new long[positions.Length * Count];
        for (var row = 0; row < positions.Length; row++)
        {
            for (var i = 0; i < Count; i++)
                flat[row * Count + i] = positions[row][Math.Min(i, positions[row].Length - 1)];
        }

        using var scope = NewDisposeScope();
        Columns = tensor(flat, device: device).view(positions.Length, Count).DetachFromDisposeScope();
        _rows = tensor([.. Enumerable.Range(0, positions.Length).Select(row => (long)row)], device: device).unsqueeze(1).DetachFromDisposeScope();
    }

    /// <summary>Positions a prompt, padding included.</summary>
    public int Count { get; }

    /// <summary>[batch, query]</summary>
    public Tensor Columns { get; }

    /// <summary>Keeps only the chosen positions.</summary>
    /// <param name="activation">First axis batch; <paramref name="axis"/> counts positions.</param>
    /// <param name="axis">1, or 2 for attention maps.</param>
    /// <returns>The same axes, with <see cref="Count"/> positions.</returns>
    public Tensor Select(Tensor activation, int axis)
    {
        if (axis == 1)
            return activation.index(TensorIndex.Tensor(_rows), TensorIndex.Tensor(Columns));

        using var scope = NewDisposeScope();
        return activation.transpose(1, axis).index(TensorIndex.Tensor(_rows), TensorIndex.Tensor(Columns)).transpose(1, axis).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        Columns.Dispose();
        _rows.Dispose();
    }
}
