using Interp.Core.Hooks;

namespace Interp.Core.Transformer;

/// <summary>Carries a hook's wish to stop out of the blocks, or that nothing more is wanted; never leaves the pass.</summary>
internal sealed class ForwardStopped(HookPoint point) : Exception
{
    public HookPoint Point { get; } = point;

    /// <summary>True where all that was wanted had been reached.</summary>
    public bool IsDone { get; init; }
}
