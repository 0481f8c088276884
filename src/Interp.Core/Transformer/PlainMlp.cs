using Interp.Core.Hooks;
using Interp.Core.Products;
using static TorchSharp.torch;

namespace Interp.Core.Transformer;

/// <summary>down(f(up(x))): GPT-2, GPT-J, GPT-NeoX.</summary>
public sealed class PlainMlp : Mlp
{
    private readonly Linear _up;
    private readonly Activation _activation;

    /// <summary>Takes over the projections.</summary>
    /// <param name="up">d_model to d_mlp.</param>
    /// <param name="activation">Between the two.</param>
    /// <param name="down">d_mlp to d_model.</param>
    public PlainMlp(Linear up, Activation activation, Linear down)
        : base(down)
    {
        ArgumentNullException.ThrowIfNull(up);
        ShapeGuard.Exactly(down.Weight, [up.In, up.Out], nameof(down), "d_model d_mlp");
        _up = up;
        _activation = activation;
    }

    internal override bool IsGated => false;

    internal override (Tensor Activated, Tensor? Linear) InputWeights => (_up.Weight, null);

    internal override Tensor[] Inputs(Tensor x, ProductRoutes routes) => [_up.Forward(x, routes)];

    internal override IEnumerable<NamedWeight> Weights(string name) => [.. _up.Weights($"{name}.up"), .. Down.Weights($"{name}.down")];

    private protected override Tensor Inner(Tensor x, int layer, ForwardRun run)
    {
        var pre = run.At(HookPoint.MlpPre(layer), _up.Forward(x, run.Routes));
        return run.MayOverwrite(HookPoint.MlpPre(layer), pre) ? _activation.ApplyInPlace(pre) : _activation.Apply(pre);
    }
}
