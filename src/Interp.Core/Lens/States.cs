using Interp.Core.Hooks;

namespace Interp.Core.Lens;

/// <summary>The states of the stream: 0 the embedding, k the stream after block k-1, the last one what the model speaks from.</summary>
internal static class States
{
    /// <summary>Where a state is read.</summary>
    public static HookPoint PointOf(int state) => state == 0 ? HookPoint.ResidPre(0) : HookPoint.ResidPost(state - 1);
}
