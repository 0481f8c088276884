using Interp.Core.Ablations;
using Interp.Core.Caching;
using Interp.Core.Hooks;
using Interp.Core.Paths;
using Interp.Core.Transformer;
using Interp.Core.Transformer.Placement;
using static TorchSharp.torch;

namespace Interp.Core.Circuits;

/// <summary>What takes the place of senders' outputs, less these, at the patched tokens.</summary>
/// <param name="model">The model.</param>
/// <param name="contrast">By what they are replaced.</param>
/// <param name="others">The other version, at the senders' points.</param>
/// <param name="mask">The patched tokens.</param>
internal sealed class SenderChanges(HookedTransformer model, ContrastSet contrast, ActivationCache others, TokenMask mask)
{
    /// <summary>The change of one.</summary>
    /// <param name="sender">The sender.</param>
    /// <param name="now">Activations of the present run at the sender's points.</param>
    /// <returns>[batch, pos, d_model]</returns>
    public Tensor Of(PathSender sender, Func<HookPoint, Tensor> now)
    {
        using var scope = NewDisposeScope();
        var output = SenderOutput.Of(model, sender, now);
        var change = contrast.With == Replacement.Zero ? output.neg() : SenderOutput.Of(model, sender, point => others[point]).On(output.device) - output;
        return (change * mask.Like(change).to(change.dtype)).MoveToOuterDisposeScope();
    }
}
