using Interp.Core.Caching;
using Interp.Core.Hooks;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Circuits;

/// <summary>One forward and backward: under which change of the run, and the gradients of which nodes it tells.</summary>
internal abstract record GradientPass
{
    private GradientPass()
    {
    }

    /// <summary>The clean run.</summary>
    public static GradientPass Clean { get; } = new OfClean();

    /// <summary>A run whose embeddings lie between the two versions': at 1 the clean run, at 0 the other.</summary>
    public static GradientPass Between(double share) => share == 1 ? Clean : new OfMixture(share);

    /// <summary>The clean run; no gradient passes through what one block adds to the stream.</summary>
    public static GradientPass WithoutBlock(int layer) => new OfDropped(layer);

    /// <summary>Places the change.</summary>
    public abstract HookScope Enter(HookedTransformer model, ActivationCache others);

    /// <summary>True if it tells the gradient of a node.</summary>
    public virtual bool Tells(CircuitNode node) => true;

    private sealed record OfClean : GradientPass
    {
        public override HookScope Enter(HookedTransformer model, ActivationCache others) => HookScope.Join([]);
    }

    private sealed record OfMixture(double Share) : GradientPass
    {
        public override HookScope Enter(HookedTransformer model, ActivationCache others) => model.Intervene(HookPoint.ResidPre(0), new Listener.Intervention(
            (x, _) =>
            {
                using var scope = NewDisposeScope();
                return others[HookPoint.ResidPre(0)].Times(1 - Share).Plus(x.Times(Share)).MoveToOuterDisposeScope();
            },
            _ => { }));
    }

    private sealed record OfDropped(int Layer) : GradientPass
    {
        public override HookScope Enter(HookedTransformer model, ActivationCache others) =>
            HookScope.Join(new[] { HookPoint.AttnOut(Layer), HookPoint.MlpOut(Layer) }.Select(point => model.Intervene(point, new Listener.Intervention((x, _) => x.detach(), _ => { }))));

        // What is inside the block has no other way out.
        public override bool Tells(CircuitNode node) => node.IsStream || node.Point.Layer != Layer;
    }
}
