using System.Collections.Immutable;
using static TorchSharp.torch;

namespace Interp.Core.Ablations;

/// <summary>Puts replacements into an activation, row by row.</summary>
internal static class AblationEdit
{
    /// <summary>Applies steps of one point, in order.</summary>
    /// <param name="x">[row, pos, head, d_head] or [row, pos, d_model or d_mlp]</param>
    /// <param name="targets">What to change in which row.</param>
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
        var byHead = targets[0].Step.Heads.HasValue;
        var tokens = targets.SelectMany(target => target.Tokens.SelectMany((token, ordinal) =>
            (target.Step.Heads ?? [0]).Select(head => (target.Row, Token: token, target.Prompt, Ordinal: ordinal, Head: head)))).ToArray();
        if (tokens.Length == 0)
            return x;

        long[] Column(Func<(int Row, int Token, int Prompt, int Ordinal, int Head), long> of) => [.. tokens.Select(of)];
        TensorIndex Index(long[] indices) => TensorIndex.Tensor(tensor(indices, device: x.device));
        var heads = byHead ? Column(token => token.Head) : null;
        var with = targets[0].Step.Part.With;
        var values = with == Replacement.Zero
            ? zeros(1, dtype: x.dtype, device: x.device)
            : sources.First(source => source.Kind == with).Values(targets[0].Step.Point, Column(token => token.Prompt), Column(token => token.Ordinal), heads);

        var rows = Index(Column(token => token.Row));
        var positions = Index(Column(token => token.Token));
        var result = heads is null ? x.clone().index_put_(values, rows, positions) : x.clone().index_put_(values, rows, positions, Index(heads));
        return result.MoveToOuterDisposeScope();
    }

    /// <summary>One step in one row.</summary>
    /// <param name="Row">Row of the activation.</param>
    /// <param name="Prompt">The prompt it belongs to.</param>
    /// <param name="Tokens">Ablated tokens, as indices into the activation's position axis.</param>
    /// <param name="Step">What happens there.</param>
    internal readonly record struct Target(int Row, int Prompt, ImmutableArray<int> Tokens, AblationPlan.Step Step);
}
