using static TorchSharp.torch;

namespace Interp.Core.Transformer;

/// <summary>Divided by the root mean square, gain; no mean, no bias. Statistics in float32 at least, as Llama does.</summary>
public sealed class RmsNorm : Norm
{
    /// <summary>Takes over the weight.</summary>
    /// <param name="gain">[d_model]</param>
    /// <param name="epsilon">Added to the mean square.</param>
    public RmsNorm(Tensor gain, double epsilon)
        : base(gain, epsilon)
    {
    }

    /// <inheritdoc/>
    public override Tensor? Bias => null;

    internal override IEnumerable<NamedWeight> Weights(string name) => [new($"{name}.gain", Gain)];

    internal override Tensor Pullback(Tensor direction) => direction * Gain.to(direction.dtype);

    private protected override Tensor Fused(Tensor x)
    {
        using var scope = NewDisposeScope();
        var wide = Widen(x);
        var inverse = wide.Squared().mean([-1], keepdim: true).Plus(Epsilon).rsqrt();
        return ((wide * inverse).to(x.dtype) * Gain).MoveToOuterDisposeScope();
    }

    private protected override (Tensor Centred, Tensor Scale) Split(Tensor x) =>
        (x, Widen(x).Squared().mean([-1], keepdim: true).Plus(Epsilon).sqrt().to(x.dtype));

    private protected override Tensor Affine(Tensor normalized) => normalized * Gain;

    private static Tensor Widen(Tensor x) => x.dtype is ScalarType.BFloat16 or ScalarType.Float16 ? x.to(ScalarType.Float32) : x;
}
