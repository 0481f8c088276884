using Interp.Core.Hooks;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Paths;

/// <summary>What a sender adds to the stream in a run, from the run's activations.</summary>
internal static class SenderOutput
{
    /// <summary>What it adds.</summary>
    /// <remarks>Linear in the activation at the sender's first point; the scale of a norm behind attention is that of the same run.</remarks>
    /// <param name="model">The model.</param>
    /// <param name="sender">The sender.</param>
    /// <param name="activations">Activations at <see cref="PathSender.PointsOn"/>, with all heads.</param>
    /// <returns>[batch, pos, d_model]</returns>
    public static Tensor Of(HookedTransformer model, PathSender sender, Func<HookPoint, Tensor> activations)
    {
        var points = sender.PointsOn(model);
        var activation = activations(points[0]);
        if (sender.HeadIndex is not { } head)
            return activation.alias();

        using var scope = NewDisposeScope();
        var (layer, width) = (sender.Layer!.Value, model.Info.DHead);
        var weight = model.AttentionOutput(layer).Weight.narrow(1, (long)head * width, width); // [d_model, d_head]
        var added = nn.functional.linear(activation.select(2, head), weight.to(activation.dtype)); // [batch, pos, d_model]
        return (model.AttentionOutNorm(layer) is { } norm ? norm.ApplyFrozen(added, activations(points[1])) : added).MoveToOuterDisposeScope();
    }
}
