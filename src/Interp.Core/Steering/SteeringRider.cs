using System.Collections.Immutable;
using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Replays;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Steering;

/// <summary>The steered rows of one batch that ride beside a pass.</summary>
internal sealed class SteeringRider : IPassRider
{
    private readonly ReplayWindow _window;
    private readonly SteeringSheets _sheets;
    private readonly ImmutableArray<int> _members;
    private readonly SteeringRows[] _rows;
    private readonly int _layers;

    public SteeringRider(HookedTransformer model, Batch batch, ReplayWindow window, IReadOnlyList<SteeringDose> doses, SteeringSheets sheets)
    {
        (_window, _sheets, _members, _layers) = (window, sheets, batch.Members, model.Info.Layers);
        _rows =
        [
            .. from state in Enumerable.Range(0, doses.Count).GroupBy(dose => doses[dose].Vector.State)
               from chunk in state.Chunk(Math.Max(1, ReplayRider.DefaultRows / batch.Size))
               select new SteeringRows(model, batch, window, state.Key, [.. chunk.Select(dose => (dose, doses[dose]))], sheets),
        ];
    }

    public ImmutableArray<ImmutableArray<int>> Window => _window.Tokens;

    public void Ride(int layer, Tensor entering, Tensor keys, Tensor values, Listeners interventions)
    {
        _sheets.Clean(layer, entering, _members);
        foreach (var rows in _rows)
            rows.Step(layer, entering, keys, values, interventions);
    }

    public void Finish(Tensor stream)
    {
        foreach (var rows in _rows)
            rows.Finish(_layers, stream);
    }

    public void Dispose()
    {
        foreach (var rows in _rows)
            rows.Dispose();
    }
}
