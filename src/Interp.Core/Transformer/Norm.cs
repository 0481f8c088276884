using Interp.Core.Hooks;
using static TorchSharp.torch;

namespace Interp.Core.Transformer;

/// <summary>Brings each token's vector to unit size, then applies a learned gain (and bias). Owns its weights.</summary>
public abstract class Norm
{
    private protected Norm(Tensor gain, double epsilon)
    {
        ArgumentNullException.ThrowIfNull(gain);
        ShapeGuard.Rank(gain, 1, nameof(gain), "d_model");
        ArgumentOutOfRangeException.ThrowIfNegative(epsilon);
        Gain = gain;
        Epsilon = epsilon;
    }

    /// <summary>What is added to the variance or mean square before the root.</summary>
    public double Epsilon { get; }

    internal Tensor Gain { get; }

    internal int Width => (int)Gain.shape[0];

    /// <summary>The norm of <paramref name="x"/>, outside any pass: no hook sees it.</summary>
    /// <param name="x">[..., d_model]</param>
    /// <returns>Same shape; the caller owns it.</returns>
    public Tensor Apply(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        ShapeGuard.LastAxis(x, Width, nameof(x), "d_model");
        return Fused(x);
    }

    internal Tensor Forward(Tensor x, ForwardRun run, HookPoint scaleAt, HookPoint normalizedAt)
    {
        if (!run.Listens(scaleAt) && !run.Listens(normalizedAt))
            return Fused(x);

        using var scope = NewDisposeScope();
        var (centred, scale) = Split(x);
        var changed = run.Offer(scaleAt, ref scale);
        var normalized = centred / scale;
        changed |= run.Offer(normalizedAt, ref normalized);
        return (changed ? Affine(normalized) : Fused(x)).MoveToOuterDisposeScope();
    }

    internal abstract IEnumerable<NamedWeight> Weights(string name);

    private protected abstract Tensor Fused(Tensor x);

    /// <summary>x = centred (+ mean), and the divisor, [..., 1].</summary>
    private protected abstract (Tensor Centred, Tensor Scale) Split(Tensor x);

    private protected abstract Tensor Affine(Tensor normalized);
}
