using Interp.Core.Hooks;

namespace Interp.Core.Transformer;

/// <summary>Carries a hook's wish to stop out of the blocks; never leaves the model.</summary>
internal sealed class ForwardStopped(HookPoint point) : Exception
{
    public HookPoint Point { get; } = point;
}
