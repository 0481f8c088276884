using Interp.Core.Hooks;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Models.Tests.Parity;

/// <summary>
/// Hooks that round a float64 run where Hugging Face transformers computes in float32 whatever the model's dtype: RMSNorm and
/// the softmax of Llama and its descendants, the softmax of GPT-NeoX and Phi, queries, keys and scores of GPT-J. GPT-2 has no
/// such place.
/// </summary>
internal static class ReferencePrecision
{
    public static HookScope Apply(HookedTransformer model) => HookScope.Join(model.Info.Architecture switch
    {
        "GPT-2" => [],
        "GPT-J" => Layers(model).SelectMany(layer => NarrowScores(model, layer)),
        "GPT-NeoX" or "Phi" => Layers(model).SelectMany(layer => NarrowSoftmax(model, layer)),
        _ => Layers(model).SelectMany(layer => NarrowSoftmax(model, layer)).Concat(NarrowNorms(model)),
    });

    private static IEnumerable<int> Layers(HookedTransformer model) => Enumerable.Range(0, model.Info.Layers);

    private static IEnumerable<HookScope> NarrowSoftmax(HookedTransformer model, int layer) =>
        After(model, HookPoint.AttnScores(layer), HookPoint.Pattern(layer), scores => scores.to(float32).softmax(-1).to(float64));

    /// <summary>Every RMSNorm there is. What goes into one is what comes out times its scale; one over all heads has one scale for them.</summary>
    private static IEnumerable<HookScope> NarrowNorms(HookedTransformer model)
    {
        const string Scale = "hook_scale", Normalized = "hook_normalized";
        foreach (var point in model.HookPoints.Where(point => point.ToString().EndsWith(Scale, StringComparison.Ordinal)))
        {
            Tensor? scale = null;
            yield return Capture(model, point, x => scale = x);
            yield return model.Hook(HookPoint.Parse(point.ToString().Replace(Scale, Normalized, StringComparison.Ordinal)), (x, _) => HookResult.Replace(Narrow(x * scale!)));
        }

        Tensor Narrow(Tensor x)
        {
            var narrow = x.to(float32);
            var together = x.Dimensions == 4 && model.Info.Architecture == "OLMo 2";
            var square = narrow.pow(2).mean(together ? [-2, -1] : [-1], keepdim: true);
            return (narrow * (square + model.FinalNorm.Epsilon).rsqrt()).to(float64);
        }
    }

    private static IEnumerable<HookScope> NarrowScores(HookedTransformer model, int layer)
    {
        Tensor? q = null;
        yield return Capture(model, HookPoint.RotQ(layer), x => q = x);
        foreach (var scope in After(model, HookPoint.RotK(layer), HookPoint.Pattern(layer), k => Pattern(q!, k)))
            yield return scope;

        static Tensor Pattern(Tensor q, Tensor k)
        {
            var scores = matmul(q.to(float32).transpose(1, 2), k.to(float32).permute(0, 2, 3, 1)) / Math.Sqrt(q.shape[^1]); // [batch, head, query, key]
            var future = ones(scores.shape[^1], scores.shape[^1], dtype: @bool).triu(1);
            return scores.to(float64).masked_fill(future, double.NegativeInfinity).softmax(-1);
        }

    }

    /// <summary>Replaces one activation by a function of an earlier one.</summary>
    private static IEnumerable<HookScope> After(HookedTransformer model, HookPoint from, HookPoint at, Func<Tensor, Tensor> value)
    {
        Tensor? source = null;
        yield return Capture(model, from, x => source = x);
        yield return model.Hook(at, (_, _) => HookResult.Replace(value(source!)));
    }

    private static HookScope Capture(HookedTransformer model, HookPoint point, Action<Tensor> keep) => model.Hook(point, (x, _) =>
    {
        keep(x.clone().DetachFromDisposeScope());
        return HookResult.Keep;
    });
}
