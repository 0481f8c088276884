using Interp.Core.Hooks;
using Interp.Core.Products;
using static TorchSharp.torch;

namespace Interp.Core.Transformer;

/// <summary>down(f(gate(x)) * up(x)): Llama.</summary>
public sealed class GatedMlp : Mlp
{
    private readonly Linear _gate;
    private readonly Linear _up;
    private readonly Activation _activation;

    /// <summary>Takes over the projections.</summary>
    /// <param name="gate">d_model to d_mlp, goes through the activation.</param>
    /// <param name="up">d_model to d_mlp, is multiplied by the gate.</param>
    /// <param name="activation">Of the gate.</param>
    /// <param name="down">d_mlp to d_model.</param>
    public GatedMlp(Linear gate, Linear up, Activation activation, Linear down)
        : base(down)
    {
        ArgumentNullException.ThrowIfNull(gate);
        ArgumentNullException.ThrowIfNull(up);
        ShapeGuard.Exactly(up.Weight, gate.Weight.shape, nameof(up), "d_mlp d_model");
        ShapeGuard.Exactly(down.Weight, [gate.In, gate.Out], nameof(down), "d_model d_mlp");
        _gate = gate;
        _up = up;
        _activation = activation;
    }

    internal override bool IsGated => true;

    internal override (Tensor Activated, Tensor? Linear) InputWeights => (_gate.Weight, _up.Weight);

    internal override Tensor[] Inputs(Tensor x, ProductRoutes routes) => [_gate.Forward(x, routes), _up.Forward(x, routes)];

    internal override IEnumerable<NamedWeight> Weights(string name) =>
        [.. _gate.Weights($"{name}.gate"), .. _up.Weights($"{name}.up"), .. Down.Weights($"{name}.down")];

    private protected override Tensor Inner(Tensor x, int layer, ForwardRun run)
    {
        var pre = run.At(HookPoint.MlpPre(layer), _gate.Forward(x, run.Routes));
        var linear = run.At(HookPoint.MlpPreLinear(layer), _up.Forward(x, run.Routes));
        var gate = run.MayOverwrite(HookPoint.MlpPre(layer), pre) ? _activation.ApplyInPlace(pre) : _activation.Apply(pre);
        return gate.requires_grad || linear.requires_grad ? gate * linear : gate.mul_(linear);
    }
}
