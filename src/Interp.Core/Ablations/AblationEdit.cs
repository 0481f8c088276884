using System.Collections.Immutable;
using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Transformer;
using Interp.Core.Transformer.Placement;
using static TorchSharp.torch;

namespace Interp.Core.Ablations;

/// <summary>Puts replacements into an activation, place by place.</summary>
internal static class AblationEdit
{
    /// <summary>Applies one step to whatever prompts and tokens an activation is of.</summary>
    /// <param name="step">The step.</param>
    /// <param name="grid">What the activation is of.</param>
    public static IEnumerable<Target> Targets(AblationPlan.Step step, TokenGrid grid)
    {
        var tokens = step.Part.Positions.Resolve(grid.Batch);
        for (var row = 0; row < grid.BatchRows.Length; row++)
        {
            var list = tokens[grid.BatchRows[row]];
            for (var ordinal = 0; ordinal < list.Length; ordinal++)
            {
                if (grid.PlaceOf(row, list[ordinal]) is { } place)
                    yield return new Target(row, place, grid.PromptOf(row), list[ordinal], ordinal, step);
            }
        }
    }

    /// <summary>What steps of one point hide from whatever prompts and tokens an activation is of.</summary>
    /// <param name="steps">Steps that hide.</param>
    /// <param name="grid">What the activation is of.</param>
    public static HiddenKeys[] Hidden(IEnumerable<AblationPlan.Step> steps, TokenGrid grid) =>
        [.. steps.SelectMany(step => Hidden(Targets(step, grid), step.Part.Keys!.Resolve(grid.Batch), grid))];

    /// <summary>What is hidden at targets.</summary>
    /// <param name="targets">Of steps that hide the same keys.</param>
    /// <param name="keys">For each row of the batch the keys.</param>
    /// <param name="grid">What the activation is of.</param>
    public static IEnumerable<HiddenKeys> Hidden(IEnumerable<Target> targets, ImmutableArray<ImmutableArray<int>> keys, TokenGrid grid) =>
        targets.Select(target => new HiddenKeys(target.Row, target.Place, target.Token, target.Step.Heads, keys[grid.BatchRows[target.Row]], (int)ScoreRule.FirstKeyOf(target.Token, target.Step.Window)));

    /// <summary>Applies steps of one point, in order.</summary>
    /// <param name="x">[row, pos, head, d_head] or [row, pos, d_model or d_mlp]</param>
    /// <param name="targets">What to change where.</param>
    /// <param name="sources">Sources of the replacements that need one.</param>
    /// <returns>A tensor of the same shape; <paramref name="x"/> itself where there is nothing to change.</returns>
    public static Tensor Apply(Tensor x, IEnumerable<Target> targets, IReadOnlyList<ReplacementSource> sources)
    {
        foreach (var group in GroupAdjacent(targets))
            x = Put(x, group, sources);
        return x;
    }

    /// <summary>Neighbouring targets with the same kind of replacement go in together.</summary>
    private static IEnumerable<List<Target>> GroupAdjacent(IEnumerable<Target> targets)
    {
        List<Target>? group = null;
        foreach (var target in targets)
        {
            if (group is not null && (group[0].Step.Part.With != target.Step.Part.With || group[0].Step.Heads.HasValue != target.Step.Heads.HasValue))
            {
                yield return group;
                group = null;
            }

            (group ??= []).Add(target);
        }

        if (group is not null)
            yield return group;
    }

    private static Tensor Put(Tensor x, List<Target> targets, IReadOnlyList<ReplacementSource> sources)
    {
        using var scope = NewDisposeScope();
        var places = targets.SelectMany(target => (target.Step.Heads ?? [0]).Select(head => (Target: target, Head: head))).ToArray();
        ImmutableArray<int> Column(Func<Target, int> of) => [.. places.Select(place => of(place.Target))];
        TensorIndex Index(ImmutableArray<int> indices) => TensorIndex.Tensor(tensor(indices.Select(index => (long)index).ToArray(), device: x.device));

        ImmutableArray<int>? heads = targets[0].Step.Heads.HasValue ? [.. places.Select(place => place.Head)] : null;
        var request = new ReplacementRequest(
            targets[0].Step.Point, Column(target => target.Prompt), Column(target => target.Token), Column(target => target.Ordinal), heads);
        var values = Values(x, targets[0].Step.Part.With, request, sources);
        var (rows, positions) = (Index(Column(target => target.Row)), Index(Column(target => target.Place)));
        var result = heads is { } list ? x.clone().index_put_(values, rows, positions, Index(list)) : x.clone().index_put_(values, rows, positions);
        return result.MoveToOuterDisposeScope();
    }

    private static Tensor Values(Tensor x, Replacement with, ReplacementRequest request, IReadOnlyList<ReplacementSource> sources)
    {
        if (with == Replacement.Zero)
            return zeros(1, dtype: x.dtype, device: x.device);

        var values = sources.First(source => source.Kind == with).Values(request);
        if (values.Dimensions != 2 || (values.shape[0] != request.Count && values.shape[0] != 1) || values.shape[1] != x.shape[^1] || values.dtype != x.dtype)
        {
            throw new InvalidOperationException(
                $"The {with} source gave {values.dtype} [{string.Join(", ", values.shape)}] for {request.Point}; expected {x.dtype} [{request.Count} or 1, {x.shape[^1]}].");
        }

        return values.On(x.device);
    }

    /// <summary>One step at one token of one row.</summary>
    /// <param name="Row">Row of the activation.</param>
    /// <param name="Place">The token's place on its position axis.</param>
    /// <param name="Prompt">The prompt, as an index into the set.</param>
    /// <param name="Token">The token, as an index into the prompt.</param>
    /// <param name="Ordinal">Which of the prompt's ablated tokens it is.</param>
    /// <param name="Step">What happens there.</param>
    internal readonly record struct Target(int Row, int Place, int Prompt, int Token, int Ordinal, AblationPlan.Step Step);
}
