using static TorchSharp.torch;

namespace Interp.Core.Transformer;

/// <summary>Activations that outlive the block they are of.</summary>
internal static class Retained
{
    /// <summary>A tensor out of its dispose scope, without the rest of a larger one that it may be a view of; the caller owns it.</summary>
    public static Tensor Of(Tensor x) => x.is_contiguous() ? x.DetachFromDisposeScope() : x.contiguous().DetachFromDisposeScope();
}
