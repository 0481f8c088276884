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
        var (cos, sin) = TablesOf(length, x.shape[^1]);
        return Turn(x, cos.narrow(0, 0, length), sin.narrow(0, 0, length)).MoveToOuterDisposeScope();
    }

    /// <summary>Turns queries or keys at any positions.</summary>
    /// <param name="x">[batch, pos, head, d_head]</param>
    /// <param name="positions">Position of each token, [batch, pos], int64.</param>
    /// <param name="length">More than every position.</param>
    internal Tensor Rotate(Tensor x, Tensor positions, long length)
    {
        using var scope = NewDisposeScope();
        var (cos, sin) = TablesOf(length, x.shape[^1]);
        return Turn(x, cos[TensorIndex.Tensor(positions)], sin[TensorIndex.Tensor(positions)]).MoveToOuterDisposeScope();
    }

    /// <summary>Cosines, [pos, 1, d_head], and sines, [pos, 1, rotary/2], of at least the positions 0..length-1, as handles of the caller's dispose scope.</summary>
    private (Tensor Cos, Tensor Sin) TablesOf(long length, long dHead)
    {
        lock (_growing)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_tables is not { } tables || tables.Length < length || tables.DHead != dHead)
            {
                // The old ones stay in force until the new ones are there.
                var before = _tables;
                _tables = tables = Tables.Make(this, Math.Max(length, 2 * (before?.Length ?? 0)), dHead);
                before?.Dispose();
            }

            return (tables.Cos.alias(), tables.Sin.alias());
        }
    }

    /// <summary>Every dimension times its cosine, then each half of the pairs plus the other times its sine: no dimension is copied.</summary>
    /// <param name="x">[batch, pos, head, d_head]</param>
    /// <param name="cos">[pos, 1, d_head], 1 where a dimension does not turn; or with a leading batch axis.</param>
    /// <param name="sin">[pos, 1, rotary/2]; or with a leading batch axis.</param>
    private Tensor Turn(Tensor x, Tensor cos, Tensor sin)
    {
        var turned = x * cos;
        Half(turned, 0).AccumulateProduct(Half(x, 1), sin, -1);
        Half(turned, 1).AccumulateProduct(Half(x, 0), sin, 1);
        return turned;
    }

    /// <summary>A number of each pair for both of its dimensions, and 1 for those that do not turn.</summary>
    /// <param name="ofPairs">[pos, 1, rotary/2]</param>
    /// <param name="dHead">Width of a head.</param>
    /// <returns>[pos, 1, d_head]</returns>
    private Tensor EveryDimension(Tensor ofPairs, long dHead)
    {
        var turning = _pairs == RotaryPairs.Adjacent ? stack([ofPairs, ofPairs], -1).flatten(-2) : cat([ofPairs, ofPairs], -1);
        return Width == dHead ? turning : cat([turning, ones(ofPairs.shape[0], 1, dHead - Width)], -1);
    }

    /// <summary>The first or second dimension of every pair, [..., rotary/2].</summary>
    private Tensor Half(Tensor x, int which) => _pairs switch
    {
        RotaryPairs.Adjacent => x.slice(-1, which, Width, 2),
        RotaryPairs.SplitHalves => x.narrow(-1, which * Width / 2, Width / 2),
        _ => throw new InvalidOperationException($"Unknown pairing {_pairs}."),
    };

    /// <summary>Tables of one length: cosines of every dimension, [pos, 1, d_head], sines of every pair, [pos, 1, rotary/2]. Owns them.</summary>
    private sealed record Tables(Tensor Cos, Tensor Sin) : IDisposable
    {
        public long Length => Cos.shape[0];

        public long DHead => Cos.shape[2];

        public static Tables Make(Rotary rotary, long length, long dHead)
        {
            // The tables outlive the pass that made them; those of a pass in inference mode would be barred from gradients.
            using var ordinary = inference_mode(mode: false);
            using var scope = NewDisposeScope();
            var angles = outer(HeldScalars.Count(length, CPU).to(float32), tensor(rotary._inverseFrequencies)).unsqueeze(1); // [pos, 1, rotary/2]
            var (cos, sin) = (rotary.EveryDimension(angles.cos(), dHead).to(rotary._dtype).to(rotary._device), angles.sin().to(rotary._dtype).to(rotary._device));
            return new Tables(cos.DetachFromDisposeScope(), sin.DetachFromDisposeScope());
        }

        public void Dispose()
        {
            Cos.Dispose();
            Sin.Dispose();
        }
    }
}
