using static TorchSharp.torch;

namespace Interp.Core.Transformer;

/// <summary>Rotary positions: turns pairs of the first dimensions of each query and key by angles that grow with the position.</summary>
/// <remarks>
/// Angles are made in float32 whatever the run's dtype, as the reference implementations make them; tables are shared by
/// all blocks of a model.
/// </remarks>
public sealed class Rotary : IDisposable
{
    private readonly RotaryPairs _pairs;
    private readonly Tensor _cos; // [pos, 1, rotary/2]
    private readonly Tensor _sin;

    /// <summary>Makes the tables of cosines and sines.</summary>
    /// <param name="inverseFrequencies">[rotary/2] radians a position of each pair, float32; stays the caller's.</param>
    /// <param name="pairs">Which dimensions pair up.</param>
    /// <param name="contextLength">Positions to prepare.</param>
    /// <param name="dtype">Dtype of the run.</param>
    /// <param name="device">Device of the run.</param>
    public Rotary(Tensor inverseFrequencies, RotaryPairs pairs, int contextLength, ScalarType dtype, Device device)
    {
        ArgumentNullException.ThrowIfNull(inverseFrequencies);
        ShapeGuard.Rank(inverseFrequencies, 1, nameof(inverseFrequencies), "rotary/2");
        ArgumentOutOfRangeException.ThrowIfLessThan(contextLength, 1);

        using var scope = NewDisposeScope();
        var angles = outer(arange(contextLength, float32), inverseFrequencies.to(float32).cpu()).unsqueeze(1); // [pos, 1, rotary/2]
        _pairs = pairs;
        _cos = angles.cos().to(dtype).to(device).DetachFromDisposeScope();
        _sin = angles.sin().to(dtype).to(device).DetachFromDisposeScope();
        Width = 2 * (int)inverseFrequencies.shape[0];
    }

    /// <summary>How many dimensions of a head turn; the rest pass through.</summary>
    public int Width { get; }

    /// <summary>Frees the tables.</summary>
    public void Dispose()
    {
        _cos.Dispose();
        _sin.Dispose();
    }

    /// <summary>Turns queries or keys at positions 0, 1, ….</summary>
    /// <param name="x">[batch, pos, head, d_head]</param>
    internal Tensor Rotate(Tensor x)
    {
        using var scope = NewDisposeScope();
        var length = x.shape[1];
        return Turn(x, _cos.narrow(0, 0, length), _sin.narrow(0, 0, length)).MoveToOuterDisposeScope();
    }

    /// <summary>cos and sin: [pos, 1, rotary/2], or with a leading batch axis.</summary>
    private Tensor Turn(Tensor x, Tensor cos, Tensor sin)
    {
        var dHead = x.shape[^1];
        var turning = Width == dHead ? x : x.narrow(-1, 0, Width);
        var (first, second) = _pairs switch
        {
            RotaryPairs.Adjacent => (turning.slice(-1, 0, Width, 2), turning.slice(-1, 1, Width, 2)),
            RotaryPairs.SplitHalves => (turning.narrow(-1, 0, Width / 2), turning.narrow(-1, Width / 2, Width / 2)),
            _ => throw new InvalidOperationException($"Unknown pairing {_pairs}."),
        };
        var turnedFirst = first * cos - second * sin;
        var turnedSecond = second * cos + first * sin;
        var turned = _pairs == RotaryPairs.Adjacent
            ? stack([turnedFirst, turnedSecond], dim: -1).flatten(-2)
            : cat([turnedFirst, turnedSecond], dim: -1);
        return Width == dHead ? turned : cat([turned, x.narrow(-1, Width, dHead - Width)], dim: -1);
    }
}
