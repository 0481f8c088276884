using System.Collections.Immutable;
using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Lens;
using Interp.Core.Tokens;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Patchscopes;

/// <summary>States of one prompt as they are, at every token; from each of them a run may go on.</summary>
internal sealed class TargetStates : IDisposable
{
    private readonly Dictionary<int, Tensor> _states = [];

    private TargetStates()
    {
    }

    public static TargetStates Record(HookedTransformer model, IMarkedTokens prompt, ImmutableArray<int> states)
    {
        var recorded = new TargetStates();
        try
        {
            var wants = states.Select(state => new Want(States.PointOf(state), Positions.All, x => recorded._states[state] = x.Values.clone().DetachFromDisposeScope()));
            using var pass = model.Start(Batch.Of([prompt]), wants: wants).ToTheEnd();
            return recorded;
        }
        catch
        {
            recorded.Dispose();
            throw;
        }
    }

    /// <summary>[1, pos, d_model]</summary>
    public Tensor At(int state) => _states[state];

    public void Dispose()
    {
        foreach (var state in _states.Values)
            state.Dispose();
    }
}
