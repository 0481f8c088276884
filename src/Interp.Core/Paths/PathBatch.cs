using System.Collections.Immutable;
using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Transformer;
using Interp.Core.Transformer.Placement;
using static TorchSharp.torch;

namespace Interp.Core.Paths;

/// <summary>Patches sets of paths in the prompts of one batch, as many side by side as memory is to hold.</summary>
/// <param name="model">The model.</param>
/// <param name="run">The unpatched run.</param>
/// <param name="difference">For each sender what takes the place of its output, less that: [batch, pos, d_model].</param>
/// <param name="kind">What paths go through.</param>
/// <param name="show">Is shown the last state before the last label, [row, 1, d_model], and for each row its set and prompt.</param>
internal sealed class PathBatch(
    HookedTransformer model, PathRun run, Func<PathSender, Tensor> difference, PathKind kind, Action<Tensor, ImmutableArray<(PathSet Set, int Prompt)>> show)
{
    /// <summary>Tokens that go through a block together.</summary>
    private const int MostTokens = 4096;

    /// <summary>Rows of one token each that go through a block together.</summary>
    private const int MostRows = 1024;

    private readonly bool _oneToken = PatchedRows.IsOneToken(run.At, run.Batch);

    /// <summary>What is kept of the unpatched run beside the senders' outputs.</summary>
    public static IEnumerable<(HookPoint Point, Positions At)> Points(HookedTransformer model, Batch batch, PathKind kind, IReadOnlyCollection<PathSet> sets)
    {
        var at = sets.First().At;
        var streams = sets.SelectMany(set => set.Edges).Select(edge => edge.Receiver.StreamOn(model)).Concat(PathChanges.Points(model, kind, sets));
        var oneToken = PatchedRows.IsOneToken(at, batch);
        return streams.Select(point => (point, at)).Concat(sets.Select(set => set.FirstReceiver(model)).Distinct().SelectMany(first => PatchedRows.Points(model, first, oneToken)));
    }

    /// <summary>Patches each of the sets.</summary>
    public void Patch(IEnumerable<PathSet> sets)
    {
        foreach (var group in sets.GroupBy(set => set.FirstReceiver(model)))
        {
            var most = _oneToken || group.Key == model.Info.Layers ? MostRows / run.Batch.Size : MostTokens / (run.Batch.Size * run.Batch.Width);
            foreach (var chunk in group.Chunk(Math.Max(1, most)))
                Patch(chunk, group.Key);
        }
    }

    private void Patch(PathSet[] sets, int first)
    {
        using var scope = NewDisposeScope();
        var plan = PathWalk.Plan(sets);
        var changes = PathChanges.Of(model, run, difference, kind, plan.Walks);
        ImmutableArray<(PathSet Set, int Prompt)> rows = [.. run.Batch.Members.SelectMany(prompt => sets.Select(set => (set, prompt)))];
        if (first == model.Info.Layers)
        {
            show(ToLogits([.. sets.Select(set => changes[(plan.Of[(set, PathReceiver.Logits)], PathReceiver.Logits)])]), rows);
            return;
        }

        var patches = Patches(sets, set => receiver => changes[(plan.Of[(set, receiver)], receiver)]);
        var patched = new PatchedRows(model, run, first, sets.Length);
        show(_oneToken ? patched.OneToken(patches) : patched.Whole(patches), rows);
    }

    /// <summary>The last state with each set's change, prompt by prompt: [row, 1, d_model].</summary>
    /// <param name="changes">For each set its change, [batch, pos, d_model].</param>
    private Tensor ToLogits(Tensor[] changes)
    {
        using var scope = NewDisposeScope();
        var last = Positions.LastPreLabel.Resolve(run.Batch);
        // Where the last token is not among the patched ones, nothing changes for it.
        var places = run.Tokens.Select((tokens, row) => tokens.IndexOf(last[row][0])).ToArray();
        var state = run.Last.On(model.LastDevice); // [batch, 1, d_model]
        var rows = changes.Select(change => stack([.. places.Select((place, row) => place < 0 ? state[row] : state[row].Plus(change[row].narrow(0, place, 1).On(model.LastDevice)))]));
        return stack(rows, 1).flatten(0, 1).MoveToOuterDisposeScope();
    }

    /// <summary>What each receiver gets in the rows of the sets that have it.</summary>
    private List<ReceiverPatch> Patches(PathSet[] sets, Func<PathSet, Func<PathReceiver, Tensor>> changes)
    {
        var patches = new List<ReceiverPatch>();
        var size = run.Batch.Size;
        foreach (var receiver in sets.SelectMany(set => set.Edges).Select(edge => edge.Receiver).Distinct())
        {
            int[] having = [.. Enumerable.Range(0, sets.Length).Where(index => sets[index].Edges.Any(edge => edge.Receiver == receiver))];
            var clean = run[receiver.StreamOn(model), run.At]; // [batch, pos, d_model]
            var stream = stack([.. having.Select(index => clean.Plus(changes(sets[index])(receiver).On(clean.device)))]).flatten(0, 1);
            int[] rows = [.. having.SelectMany(index => Enumerable.Range(0, size).Select(row => row * sets.Length + index))];
            ImmutableArray<ImmutableArray<int>> tokens = [.. having.SelectMany(_ => run.Tokens)];
            patches.AddRange(receiver.PointsOn(model).Zip(ReceiverInput.Of(model, receiver, stream), (point, values) => new ReceiverPatch(point, receiver.HeadIndex, rows, tokens, values)));
        }

        return patches;
    }
}
