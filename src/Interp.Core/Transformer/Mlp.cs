using Interp.Core.Hooks;
using Interp.Core.Products;
using static TorchSharp.torch;

namespace Interp.Core.Transformer;

/// <summary>The part of a block that looks at one token at a time. Owns its weights.</summary>
public abstract class Mlp
{
    private protected Mlp(Linear down)
    {
        ArgumentNullException.ThrowIfNull(down);
        Down = down;
    }

    private protected Linear Down { get; }

    internal abstract bool IsGated { get; }

    /// <summary>Into the inner layer, [d_mlp, d_model]: what the activation acts on comes of the first.</summary>
    internal abstract (Tensor Activated, Tensor? Linear) InputWeights { get; }

    /// <summary>[d_model, d_mlp]</summary>
    internal Tensor OutputWeight => Down.Weight;

    internal int DModel => Down.Out;

    internal int DMlp => Down.In;

    /// <returns>What the output projection gives, [batch, pos, d_model].</returns>
    internal Tensor Forward(Tensor x, int layer, ForwardRun run)
    {
        using var scope = NewDisposeScope();
        var post = run.At(HookPoint.MlpPost(layer), Inner(x, layer, run)); // [batch, pos, d_mlp]
        return Down.Forward(post, run.Routes).MoveToOuterDisposeScope();
    }

    /// <summary>What goes into the inner layer, [batch, pos, d_mlp]: one product, of a gated MLP two, before any hook.</summary>
    internal abstract Tensor[] Inputs(Tensor x, ProductRoutes routes);

    internal abstract IEnumerable<NamedWeight> Weights(string name);

    /// <summary>Input of the output projection, [batch, pos, d_mlp].</summary>
    private protected abstract Tensor Inner(Tensor x, int layer, ForwardRun run);
}
