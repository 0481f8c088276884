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

    internal ScalarType Dtype => Gain.dtype;

    /// <summary>The norm of <paramref name="x"/>, outside any pass: no hook sees it.</summary>
    /// <param name="x">[..., d_model]</param>
    /// <returns>Same shape; the caller owns it.</returns>
    public Tensor Apply(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        ShapeGuard.LastAxis(x, Width, nameof(x), "d_model");
        return Fused(x);
    }

    /// <summary>What <see cref="Apply"/> divides by: standard deviation or root mean square, epsilon included.</summary>
    /// <param name="x">[..., d_model]</param>
    /// <returns>[..., 1]; the caller owns it.</returns>
    public Tensor ScaleOf(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        ShapeGuard.LastAxis(x, Width, nameof(x), "d_model");
        using var scope = NewDisposeScope();
        return Split(x).Scale.MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The norm with a frozen scale and without its bias, which makes it linear: applied to the parts of a stream, under
    /// the scale of the whole, the results add up to the norm of the whole less its bias (direct logit attribution).
    /// </summary>
    /// <param name="x">[..., d_model]</param>
    /// <param name="scale">[..., 1], as <see cref="ScaleOf"/> gives it, or broadcast to it.</param>
    /// <returns>Same shape as <paramref name="x"/>; the caller owns it.</returns>
    public Tensor ApplyFrozen(Tensor x, Tensor scale)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(scale);
        ShapeGuard.LastAxis(x, Width, nameof(x), "d_model");
        ShapeGuard.LastAxis(scale, 1, nameof(scale), "1");
        ShapeGuard.Spreads(scale, x.shape, nameof(scale));
        using var scope = NewDisposeScope();
        return (Split(x).Centred / scale * Gain).MoveToOuterDisposeScope();
    }

    /// <summary>The learned bias, [d_model], that <see cref="Apply"/> adds; null where the norm has none. The norm's own.</summary>
    public abstract Tensor? Bias { get; }

    /// <param name="x">
    /// [batch, pos, d_model]; or queries or keys, [batch, pos, head, d_head], where a norm as wide as all heads takes them as
    /// one vector. Hooks see heads even then, each with the scale that they share.
    /// </param>
    /// <param name="run">The run.</param>
    /// <param name="scaleAt">Where hooks see the scale.</param>
    /// <param name="normalizedAt">Where hooks see the result before the gain.</param>
    internal Tensor Forward(Tensor x, ForwardRun run, HookPoint scaleAt, HookPoint normalizedAt)
    {
        using var scope = NewDisposeScope();
        var shape = x.shape;
        var rows = shape[^1] == Width ? x : x.flatten(2);
        if (!run.Listens(scaleAt) && !run.Listens(normalizedAt))
            return Fused(rows).view(shape).MoveToOuterDisposeScope();

        var (centred, scale) = Split(rows);
        if (rows.Dimensions != shape.Length)
            scale = scale.unsqueeze(-1).expand([.. shape[..^1], 1]).contiguous();
        var changed = run.Offer(scaleAt, ref scale);
        var normalized = centred.view(shape) / scale;
        changed |= run.Offer(normalizedAt, ref normalized);
        return (changed ? Affine(normalized.view(rows.shape)) : Fused(rows)).view(shape).MoveToOuterDisposeScope();
    }

    internal abstract IEnumerable<NamedWeight> Weights(string name);

    /// <summary>A direction after the norm as one before it: x times it is <see cref="ApplyFrozen"/> of x under the scale 1 times <paramref name="direction"/>.</summary>
    /// <param name="direction">[..., d_model], of the dtype that is wanted.</param>
    /// <returns>[..., d_model]</returns>
    internal abstract Tensor Pullback(Tensor direction);

    /// <summary>The norm without gain and bias, as hooks see it.</summary>
    /// <param name="x">[..., d_model]</param>
    internal Tensor Normalized(Tensor x)
    {
        using var scope = NewDisposeScope();
        var (centred, scale) = Split(x);
        return (centred / scale).MoveToOuterDisposeScope();
    }

    private protected abstract Tensor Fused(Tensor x);

    /// <summary>x = centred (+ mean), and the divisor, [..., 1].</summary>
    private protected abstract (Tensor Centred, Tensor Scale) Split(Tensor x);

    private protected abstract Tensor Affine(Tensor normalized);
}
