using static TorchSharp.torch;

namespace Interp.Core.Transformer;

/// <summary>Rotary positions: turns pairs of the first dimensions of each query and key by angles that grow with the position.</summary>
/// <remarks>
/// Angles are made in float32 whatever the run's dtype, as the reference implementations make them. The tables are shared
/// by all blocks of a model and grow with the longest prompt seen.
/// </remarks>
public sealed class Rotary : IDisposable
{
    private readonly float[] _inverseFrequencies;
    private readonly RotaryPairs _pairs;
    private readonly ScalarType _dtype;
    private readonly Device _device;
    private Tensor? _cos; // [pos, 1, rotary/2]
    private Tensor? _sin;

    /// <summary>Positions of one model.</summary>
    /// <param name="inverseFrequencies">Radians a position of each pair of dimensions.</param>
    /// <param name="pairs">Which dimensions pair up.</param>
    /// <param name="dtype">Dtype of the run.</param>
    /// <param name="device">Device of the run.</param>
    public Rotary(IEnumerable<float> inverseFrequencies, RotaryPairs pairs, ScalarType dtype, Device device)
    {
        ArgumentNullException.ThrowIfNull(inverseFrequencies);
        _inverseFrequencies = [.. inverseFrequencies];
        if (_inverseFrequencies.Length == 0)
            throw new ArgumentException("Rotary positions turn at least one pair of dimensions.", nameof(inverseFrequencies));
        _pairs = pairs;
        _dtype = dtype;
        _device = device;
    }

    /// <summary>How many dimensions of a head turn; the rest pass through.</summary>
    public int Width => 2 * _inverseFrequencies.Length;

    /// <summary>Frees the tables.</summary>
    public void Dispose()
    {
        _cos?.Dispose();
        _sin?.Dispose();
    }

    /// <summary>Turns queries or keys at positions 0, 1, ….</summary>
    /// <param name="x">[batch, pos, head, d_head]</param>
    internal Tensor Rotate(Tensor x)
    {
        using var scope = NewDisposeScope();
        var length = x.shape[1];
        var (cos, sin) = Tables(length);
        return Turn(x, cos.narrow(0, 0, length), sin.narrow(0, 0, length)).MoveToOuterDisposeScope();
    }

    /// <summary>Turns queries or keys at any positions.</summary>
    /// <param name="x">[batch, pos, head, d_head]</param>
    /// <param name="positions">Position of each token, [batch, pos], int64.</param>
    /// <param name="length">More than every position.</param>
    internal Tensor Rotate(Tensor x, Tensor positions, long length)
    {
        using var scope = NewDisposeScope();
        var (cos, sin) = Tables(length);
        return Turn(x, cos[TensorIndex.Tensor(positions)], sin[TensorIndex.Tensor(positions)]).MoveToOuterDisposeScope();
    }

    /// <summary>Cosines and sines of at least the positions 0..length-1.</summary>
    private (Tensor Cos, Tensor Sin) Tables(long length)
    {
        if (_cos is not null && _sin is not null && _cos.shape[0] >= length)
            return (_cos, _sin);

        // The tables outlive the pass that made them; those of a pass in inference mode would be barred from gradients.
        using var ordinary = inference_mode(mode: false);
        using var scope = NewDisposeScope();
        var positions = arange(Math.Max(length, 2 * (_cos?.shape[0] ?? 0)), float32);
        Dispose();
        var angles = outer(positions, tensor(_inverseFrequencies)).unsqueeze(1); // [pos, 1, rotary/2]
        _cos = angles.cos().to(_dtype).to(_device).DetachFromDisposeScope();
        _sin = angles.sin().to(_dtype).to(_device).DetachFromDisposeScope();
        return (_cos, _sin);
    }

    /// <summary>Cosines and sines are [pos, 1, rotary/2], or have a leading batch axis.</summary>
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
