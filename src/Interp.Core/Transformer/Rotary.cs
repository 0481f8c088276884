using static TorchSharp.torch;

namespace Interp.Core.Transformer;

/// <summary>Rotary positions: turns pairs of the first dimensions of each query and key by angles that grow with the position.</summary>
/// <remarks>
/// Angles are made in float32 whatever the run's dtype, as the reference implementations make them. The tables are shared
/// by all blocks of a model and grow with the longest prompt seen; a run that is under way keeps those it began with. Safe
/// for use from several threads.
/// </remarks>
public sealed class Rotary : IDisposable
{
    private readonly float[] _inverseFrequencies;
    private readonly RotaryPairs _pairs;
    private readonly ScalarType _dtype;
    private readonly Device _device;
    private readonly Lock _growing = new();
    private Tables? _tables;
    private bool _disposed;

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
        lock (_growing)
        {
            _disposed = true;
            _tables?.Dispose();
            _tables = null;
        }
    }

    /// <summary>Turns queries or keys at positions 0, 1, ….</summary>
    /// <param name="x">[batch, pos, head, d_head]</param>
    internal Tensor Rotate(Tensor x)
    {
        using var scope = NewDisposeScope();
        var length = x.shape[1];
        var (cos, sin) = TablesOf(length);
        return Turn(x, cos.narrow(0, 0, length), sin.narrow(0, 0, length)).MoveToOuterDisposeScope();
    }

    /// <summary>Turns queries or keys at any positions.</summary>
    /// <param name="x">[batch, pos, head, d_head]</param>
    /// <param name="positions">Position of each token, [batch, pos], int64.</param>
    /// <param name="length">More than every position.</param>
    internal Tensor Rotate(Tensor x, Tensor positions, long length)
    {
        using var scope = NewDisposeScope();
        var (cos, sin) = TablesOf(length);
        return Turn(x, cos[TensorIndex.Tensor(positions)], sin[TensorIndex.Tensor(positions)]).MoveToOuterDisposeScope();
    }

    /// <summary>Cosines and sines of at least the positions 0..length-1, [pos, 1, rotary/2], as handles of the caller's dispose scope.</summary>
    private (Tensor Cos, Tensor Sin) TablesOf(long length)
    {
        lock (_growing)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_tables is not { } tables || tables.Length < length)
            {
                // The old ones stay in force until the new ones are there.
                var before = _tables;
                _tables = tables = Tables.Make(this, Math.Max(length, 2 * (before?.Length ?? 0)));
                before?.Dispose();
            }

            return (tables.Cos.alias(), tables.Sin.alias());
        }
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
        var turnedSecond = (second * cos).Plus(first * sin);
        var turned = _pairs == RotaryPairs.Adjacent
            ? stack([turnedFirst, turnedSecond], dim: -1).flatten(-2)
            : cat([turnedFirst, turnedSecond], dim: -1);
        return Width == dHead ? turned : cat([turned, x.narrow(-1, Width, dHead - Width)], dim: -1);
    }

    /// <summary>Tables of one length, [pos, 1, rotary/2]. Owns them.</summary>
    private sealed record Tables(Tensor Cos, Tensor Sin) : IDisposable
    {
        public long Length => Cos.shape[0];

        public static Tables Make(Rotary rotary, long length)
        {
            // The tables outlive the pass that made them; those of a pass in inference mode would be barred from gradients.
            using var ordinary = inference_mode(mode: false);
            using var scope = NewDisposeScope();
            var angles = outer(HeldScalars.Count(length, CPU).to(float32), tensor(rotary._inverseFrequencies)).unsqueeze(1); // [pos, 1, rotary/2]
            var (cos, sin) = (angles.cos().to(rotary._dtype).to(rotary._device), angles.sin().to(rotary._dtype).to(rotary._device));
            return new Tables(cos.DetachFromDisposeScope(), sin.DetachFromDisposeScope());
        }

        public void Dispose()
        {
            Cos.Dispose();
            Sin.Dispose();
        }
    }
}
