using Interp.Core.Hooks;
using Interp.Core.Transformer;

namespace Interp.Core.Lens;

/// <summary>The states of the stream: 0 the embedding, k the stream after block k-1, the last one what the model speaks from.</summary>
internal static class States
{
    /// <summary>Where each state is read.</summary>
    public static IEnumerable<HookPoint> PointsOf(HookedTransformer model) => Enumerable.Range(0, model.Info.Layers + 1).Select(PointOf);

    /// <summary>Where a state is read.</summary>
    public static HookPoint PointOf(int state) => state == 0 ? HookPoint.ResidPre(0) : HookPoint.ResidPost(state - 1);
}
