using System.Collections.Immutable;
using Interp.Core.Ablations;
using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Replays;

/// <summary>
/// Rows that go through the blocks side by side, each from the first block that its ablation touches. Their stream is all
/// that is kept between blocks.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="batch">The prompts.</param>
/// <param name="window">The tokens that are replayed.</param>
/// <param name="rows">Rows of one prompt together, those that are touched first first.</param>
/// <param name="sources">Sources of replacements.</param>
internal sealed class ReplayRows(HookedTransformer model, Batch batch, ReplayWindow window, ReplayRow[] rows, IReadOnlyList<ReplacementSource> sources) : IDisposable
{
    private ReplayRow[] _active = [];
    private Tensor? _stream; // [row, window, d_model]

    /// <summary>Takes the rows that are touched by now through a block.</summary>
    /// <param name="layer">The block.</param>
    /// <param name="entering">The prompts' stream before it, [batch, window, d_model].</param>
    /// <param name="keys">The prompts' rotated keys, [batch, pos, kv_head, d_head].</param>
    /// <param name="values">The prompts' values, [batch, pos, kv_head, d_head].</param>
    /// <param name="interventions">What is done to the prompts, and so to the rows.</param>
    /// <param name="sink">Is shown the rows' stream after the block.</param>
    public void Step(int layer, Tensor entering, Tensor keys, Tensor values, Listeners interventions, IReplaySink sink)
    {
        ReplayRow[] active = [.. rows.Where(row => row.FirstLayer <= layer)];
        if (active.Length == 0)
            return;

        using var scope = NewDisposeScope();
        var grid = TokenGrid.Window(batch, [.. active.Select(row => row.BatchRow)], window.Starts, window.Width);
        using var view = new ReplayedTokens(keys, values, window, grid);
        using var run = new ForwardRun(interventions.With(Own(layer, active, grid)), grid, grid, model.Device, model.Routes, view);
        var next = model.Block(layer, Enter(active, entering), run);
        sink.Rows(layer + 1, active, next);

        _stream?.Dispose();
        _stream = next.DetachFromDisposeScope();
        _active = active;
    }

    public void Dispose() => _stream?.Dispose();

    /// <summary>The rows at work with those that join them, prompt by prompt.</summary>
    private Tensor Enter(ReplayRow[] active, Tensor entering)
    {
        if (active.Length == _active.Length)
            return _stream!.alias();

        var parts = new List<Tensor>();
        var done = 0;
        foreach (var prompt in active.CountBy(row => row.BatchRow))
        {
            var before = _active.Count(row => row.BatchRow == prompt.Key);
            if (before > 0)
                parts.Add(_stream!.narrow(0, done, before));
            if (prompt.Value > before)
                parts.Add(entering.narrow(0, prompt.Key, 1).expand(prompt.Value - before, -1, -1));
            done += before;
        }

        return cat(parts, 0); // [row, window, d_model]
    }

    /// <summary>What the rows' own ablations do in a block.</summary>
    private (HookPoint Point, Listener Listener)[] Own(int layer, ReplayRow[] active, TokenGrid grid)
    {
        var tokens = new Dictionary<Positions, ImmutableArray<ImmutableArray<int>>>();
        var targets = active.SelectMany((row, index) => row.Plan.ByLayer[layer].SelectMany(step => Targets(step, row, index)));
        return targets.GroupBy(target => target.Step.Point).Select(point =>
        {
            AblationEdit.Target[] here = [.. point];
            if (!here[0].Step.Hides)
                return (point.Key, (Listener)new Listener.Intervention((x, _) => AblationEdit.Apply(x, here, sources), _ => { }));
            HiddenKeys[] hidden = [.. here.GroupBy(target => target.Step.Part.Keys!).SelectMany(keys => AblationEdit.Hidden(keys, TokensOf(keys.Key), grid))];
            return (point.Key, new Listener.Mask(_ => hidden, _ => { }));
        }).ToArray();

        IEnumerable<AblationEdit.Target> Targets(AblationPlan.Step step, ReplayRow row, int index)
        {
            return TokensOf(step.Part.Positions)[row.BatchRow].Select((token, ordinal) =>
                new AblationEdit.Target(index, token - window.Starts[row.BatchRow], grid.PromptOf(index), token, ordinal, step));
        }

        ImmutableArray<ImmutableArray<int>> TokensOf(Positions positions)
        {
            if (!tokens.TryGetValue(positions, out var lists))
                tokens[positions] = lists = positions.Resolve(batch);
            return lists;
        }
    }
}
