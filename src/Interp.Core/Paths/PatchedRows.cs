using System.Collections.Immutable;
using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Replays;
using Interp.Core.Transformer;
using Interp.Core.Transformer.Placement;
using static TorchSharp.torch;

namespace Interp.Core.Paths;

/// <summary>
/// Prompts with patched receivers, many variants of each side by side, from the first block that has a receiver to the last
/// state before the last label. Row i is of prompt i / variants of the batch.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="run">The unpatched run.</param>
/// <param name="first">The first block that has a receiver.</param>
/// <param name="variants">Variants of each prompt.</param>
internal sealed class PatchedRows(HookedTransformer model, PathRun run, int first, int variants)
{
    private ImmutableArray<int> BatchRows => [.. Enumerable.Range(0, run.Batch.Size * variants).Select(row => row / variants)];

    /// <summary>True where nothing but the last pre-label token is patched, so that this token alone is run.</summary>
    public static bool IsOneToken(Positions at, Batch batch) =>
        at.Resolve(batch).Zip(Positions.LastPreLabel.Resolve(batch)).All(pair => pair.First.SequenceEqual(pair.Second));

    /// <summary>What a run needs of the unpatched one.</summary>
    /// <param name="model">The model.</param>
    /// <param name="first">The first block that has a receiver; none where it is the number of blocks.</param>
    /// <param name="oneToken">Whether one token is run.</param>
    public static IEnumerable<(HookPoint Point, Positions At)> Points(HookedTransformer model, int first, bool oneToken)
    {
        if (first == model.Info.Layers)
            yield break;
        yield return (HookPoint.ResidPre(first), oneToken ? Positions.LastPreLabel : Positions.All);
        for (var layer = first; oneToken && layer < model.Info.Layers; layer++)
        {
            yield return (model.FinalKeys(layer), Positions.All);
            yield return (HookPoint.V(layer), Positions.All);
        }
    }

    /// <summary>Every token, from the first block that has a receiver on.</summary>
    /// <param name="patches">What receivers get.</param>
    /// <returns>The last state at the last pre-label token, [row, 1, d_model].</returns>
    public Tensor Whole(IReadOnlyList<ReceiverPatch> patches)
    {
        using var scope = NewDisposeScope();
        Tensor? state = null;
        var batch = run.Batch.OfRows(BatchRows);
        var last = new Listener.Tap(Positions.LastPreLabel, null, (x, _) => state = Retained.Of(x));
        var goal = new PassGoal
        {
            Listeners = With(patches).With(HookPoint.ResidPost(model.Info.Layers - 1), last),
            EntersAt = first,
        };
        using (var pass = new Pass(model, batch, goal, _ => RowsOf(run[HookPoint.ResidPre(first), Positions.All]), []))
            pass.ToTheEnd();
        scope.Attach(state!);
        return state!.MoveToOuterDisposeScope();
    }

    /// <summary>The last pre-label token alone, beside the keys and values of the unpatched run.</summary>
    /// <param name="patches">What receivers get there.</param>
    /// <returns>The last state, [row, 1, d_model].</returns>
    public Tensor OneToken(IReadOnlyList<ReceiverPatch> patches)
    {
        using var scope = NewDisposeScope();
        var window = ReplayWindow.Of(Positions.LastPreLabel, run.Batch);
        var grid = TokenGrid.Window(run.Batch, BatchRows, window.Starts, window.Width);
        var listeners = With(patches);
        var stream = RowsOf(run[HookPoint.ResidPre(first), Positions.LastPreLabel]);
        for (var layer = first; layer < model.Info.Layers; layer++)
        {
            var device = model.DeviceOf(layer);
            using var view = new ReplayedTokens(run[model.FinalKeys(layer), Positions.All], run[HookPoint.V(layer), Positions.All], window, grid);
            using var forward = new ForwardRun(listeners, grid, grid, device, model.Routes, view);
            stream = model.Block(layer, stream.On(device), forward);
        }

        return stream.MoveToOuterDisposeScope();
    }

    /// <summary>Patches, and then what is done to prompts: an ablation acts on what a receiver gets.</summary>
    private Listeners With(IReadOnlyList<ReceiverPatch> patches) => Listeners.None
        .With(ReceiverPatch.ToListeners(patches))
        .With(model.ListenersWith([]).Interventions().All.Where(one => one.Point.Layer >= first));

    /// <summary>Each prompt's rows, [row, pos, d_model].</summary>
    private Tensor RowsOf(Tensor stream) => stream.unsqueeze(1).expand(-1, variants, -1, -1).flatten(0, 1);
}
