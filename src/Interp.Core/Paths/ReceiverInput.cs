using Interp.Core.Transformer;
using Interp.Core.Transformer.Placement;
using static TorchSharp.torch;

namespace Interp.Core.Paths;

/// <summary>From the stream to what a receiver gets of it: through norm and projection. Gradients flow where they are on; no hook sees it.</summary>
internal static class ReceiverInput
{
    /// <summary>What it gets.</summary>
    /// <param name="model">The model.</param>
    /// <param name="receiver">The receiver.</param>
    /// <param name="stream">The stream that it reads (<see cref="PathReceiver.StreamOn"/>), [batch, pos, d_model].</param>
    /// <returns>
    /// For each of <see cref="PathReceiver.PointsOn"/> the activation there, of its head alone: [batch, pos, d_head],
    /// [batch, pos, d_mlp] or [batch, pos, d_vocab].
    /// </returns>
    public static Tensor[] Of(HookedTransformer model, PathReceiver receiver, Tensor stream)
    {
        using var scope = NewDisposeScope();
        return [.. Gets(model, receiver, stream).Select(tensor => tensor.MoveToOuterDisposeScope())];
    }

    private static Tensor[] Gets(HookedTransformer model, PathReceiver receiver, Tensor stream)
    {
        if (receiver.Layer is not { } layer)
            return [model.Unembedding.Logits(model.FinalNorm.Apply(stream.On(model.LastDevice)))];

        var block = model.BlockOf(layer);
        stream = stream.On(block.Device);
        var head = receiver.HeadIndex ?? 0;
        var qkv = block.Attention.Qkv;
        return receiver.Kind switch
        {
            ReceiverKind.Query => [OfHead(Normalized(stream, block), model, head, block.Attention.QueryNorm, qkv.QueryOf, qkv.Heads)],
            ReceiverKind.Key => [OfHead(Normalized(stream, block), model, head, block.Attention.KeyNorm, qkv.KeyOf, qkv.KvHeads)],
            ReceiverKind.Value => [qkv.ValueOf(head).Forward(Normalized(stream, block), model.Routes)],
            ReceiverKind.MlpInput => block.Mlp.Inputs(block.NormalizedForMlp(stream), model.Routes),
            _ => throw new InvalidOperationException($"Unknown receiver {receiver.Kind}."),
        };
    }

    private static Tensor Normalized(Tensor stream, TransformerBlock block) => block.AttentionNorm?.Apply(stream) ?? stream;

    /// <summary>A head's query or key; where heads share one norm, it is that of all of them.</summary>
    private static Tensor OfHead(Tensor normalized, HookedTransformer model, int head, RmsNorm? norm, Func<int, Linear> project, int heads)
    {
        if (norm is null)
            return project(head).Forward(normalized, model.Routes);
        if (norm.Width == model.Info.DHead)
            return norm.Normalized(project(head).Forward(normalized, model.Routes));
        var all = cat([.. Enumerable.Range(0, heads).Select(one => project(one).Forward(normalized, model.Routes))], -1); // [batch, pos, head*d_head]
        return norm.Normalized(all).narrow(-1, (long)head * model.Info.DHead, model.Info.DHead);
    }
}
