using System.Collections.Immutable;
using static TorchSharp.torch;

namespace Interp.Core.Batches;

/// <summary>
/// Positions of every prompt of a batch as index tensors, on every device on which they are needed. Shorter lists are padded
/// by repeating their last entry.
/// </summary>
internal sealed class PositionIndex : IDisposable
{
    private readonly ImmutableArray<ImmutableArray<int>> _positions;
    private readonly Dictionary<string, (Tensor Rows, Tensor Columns)> _indices = []; // by device: [batch, 1] and [batch, query]

    /// <param name="positions">The positions of each prompt.</param>
    /// <param name="device">Where they are needed first.</param>
    public PositionIndex(ImmutableArray<ImmutableArray<int>> positions, Device device)
    {
        Count = positions.Max(list => list.Length);
        if (Count == 0 || positions.Any(list => list.IsEmpty))
            throw new ArgumentException("Every prompt needs at least one position.", nameof(positions));
        _positions = positions;
        On(device);
    }

    /// <summary>Positions a prompt, padding included.</summary>
    public int Count { get; }

    /// <summary>[batch, query]; this one's.</summary>
    public Tensor ColumnsOn(Device device) => On(device).Columns;

    /// <summary>Keeps only the chosen positions.</summary>
    /// <param name="activation">First axis batch; <paramref name="axis"/> counts positions.</param>
    /// <param name="axis">1, or 2 for attention maps.</param>
    /// <returns>The same axes, with <see cref="Count"/> positions.</returns>
    public Tensor Select(Tensor activation, int axis)
    {
        var (rows, columns) = On(activation.device);
        if (axis == 1)
            return activation.index(TensorIndex.Tensor(rows), TensorIndex.Tensor(columns));

        using var scope = NewDisposeScope();
        return activation.transpose(1, axis).index(TensorIndex.Tensor(rows), TensorIndex.Tensor(columns)).transpose(1, axis).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        foreach (var (rows, columns) in _indices.Values)
        {
            rows.Dispose();
            columns.Dispose();
        }
    }

    private (Tensor Rows, Tensor Columns) On(Device device)
    {
        if (_indices.TryGetValue(device.ToString(), out var index))
            return index;

        var flat = new long[_positions.Length * Count];
        for (var row = 0; row < _positions.Length; row++)
        {
            for (var i = 0; i < Count; i++)
                flat[row * Count + i] = _positions[row][Math.Min(i, _positions[row].Length - 1)];
        }

        using var scope = NewDisposeScope();
        return _indices[device.ToString()] = (
            tensor([.. Enumerable.Range(0, _positions.Length).Select(row => (long)row)], device: device).unsqueeze(1).DetachFromDisposeScope(),
            tensor(flat, device: device).view(_positions.Length, Count).DetachFromDisposeScope());
    }
}
