using System.Text;
using Interp.Core.Randomness;
using static TorchSharp.torch;

namespace Interp.Models.Architectures;

/// <summary>
/// Weights drawn at random: whatever a recipe asks for is there, in the shape asked for. A tensor depends on the seed and its
/// name alone, and is the same on every machine.
/// </summary>
/// <remarks>
/// Drawn uniformly, since that takes no function whose last digit differs between machines. The spread is wide enough that
/// attention is far from uniform and every weight changes the logits.
/// </remarks>
internal sealed class RandomWeights(ulong seed) : IWeightSource
{
    private const double VectorSpread = 0.3;
    private const double MatrixSpread = 2;

    public string Name => "random weights";

    public bool IsGguf => false;

    // Recipes ask only for the optional names of other generations of files.
    public bool Has(string name) => false;

    public Tensor Read(string name, ReadOnlySpan<long> shape, ScalarType dtype, Device device)
    {
        var (mean, deviation) = shape switch
        {
            [_] => (name.EndsWith(".weight", StringComparison.Ordinal) ? 1 : 0, VectorSpread),
            // The geometric mean of both widths: the same whichever way round a matrix is stored.
            [var rows, var columns] => (0, MatrixSpread / Math.Sqrt(Math.Sqrt((double)rows * columns))),
            _ => throw new ArgumentException($"A weight is a vector or a matrix, not of {shape.Length} axes.", nameof(shape)),
        };
        using var scope = NewDisposeScope();
        return tensor(Values(name, shape, mean, deviation)).view(shape.ToArray()).to(dtype).to(device).MoveToOuterDisposeScope();
    }

    public Tensor ReadTurned(string name, long rows, long columns, ScalarType dtype, Device device)
    {
        using var scope = NewDisposeScope();
        return Read(name, [columns, rows], dtype, device).t().contiguous().MoveToOuterDisposeScope();
    }

    public IEnumerable<string> Unread() => [];

    private float[] Values(string name, ReadOnlySpan<long> shape, double mean, double deviation)
    {
        var stream = new RandomStream(seed, Hash(name));
        var values = new float[shape.Length == 1 ? shape[0] : shape[0] * shape[1]];
        var halfWidth = deviation * Math.Sqrt(3); // of a uniform distribution
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)(mean + (2 * stream.NextDouble() - 1) * halfWidth);
        return values;
    }

    /// <summary>FNV-1a, 64 bits: string.GetHashCode differs between runs.</summary>
    private static ulong Hash(string name)
    {
        var hash = 0xCBF29CE484222325;
        foreach (var value in Encoding.UTF8.GetBytes(name))
            hash = (hash ^ value) * 0x100000001B3;
        return hash;
    }
}
