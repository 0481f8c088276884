using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Tests.LinearLenses;

/// <summary>States of the stream, read by a tap.</summary>
internal static class TestStreams
{
    /// <returns>[batch, token, d_model]</returns>
    public static Tensor At(HookedTransformer model, Batch batch, int state, Positions? positions = null)
    {
        Tensor? stream = null;
        using (model.Tap(state == 0 ? HookPoint.ResidPre(0) : HookPoint.ResidPost(state - 1), positions ?? Positions.All, x => stream = x.clone().DetachFromDisposeScope()))
            model.Run(batch);
        return stream!.AttachToScope();
    }

    private static Tensor AttachToScope(this Tensor tensor)
    {
        using var scope = NewDisposeScope();
        scope.Attach(tensor);
        return tensor.MoveToOuterDisposeScope();
    }
}
