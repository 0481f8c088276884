using static TorchSharp.torch;

namespace Interp.Core.Transformer;

/// <summary>Mean removed, divided by the standard deviation, gain and bias.</summary>
public sealed class LayerNorm : Norm
{
    private readonly Tensor _bias;

    /// <summary>Takes over the weights.</summary>
    /// <param name="gain">[d_model]</param>
    /// <param name="bias">[d_model]</param>
    /// <param name="epsilon">Added to the variance.</param>
    public LayerNorm(Tensor gain, Tensor bias, double epsilon)
        : base(gain, epsilon)
    {
        ArgumentNullException.ThrowIfNull(bias);
        ShapeGuard.Exactly(bias, gain.shape, nameof(bias), "d_model");
        _bias = bias;
    }

    /// <inheritdoc/>
    public override Tensor Bias => _bias;

    internal override IEnumerable<NamedWeight> Weights(string name) => [new($"{name}.gain", Gain), new($"{name}.bias", _bias)];

    internal override Tensor Pullback(Tensor direction)
    {
        using var scope = NewDisposeScope();
        var gained = direction * Gain.to(direction.dtype);
        return (gained - gained.mean([-1], keepdim: true)).MoveToOuterDisposeScope();
    }

    private protected override Tensor Fused(Tensor x) => nn.functional.layer_norm(x, [Width], Gain, _bias, Epsilon);

    private protected override (Tensor Centred, Tensor Scale) Split(Tensor x)
    {
        var centred = x - x.mean([-1], keepdim: true);
        return (centred, centred.Squared().mean([-1], keepdim: true).Plus(Epsilon).sqrt());
    }

    private protected override Tensor Affine(Tensor normalized) => (normalized * Gain).Plus(_bias);
}
