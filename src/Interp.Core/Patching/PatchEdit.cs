using System.Collections.Immutable;
using Interp.Core.Batches;
using Interp.Core.Transformer.Placement;
using static TorchSharp.torch;

namespace Interp.Core.Patching;

/// <summary>Puts activations of a clean run into those of another, token by token.</summary>
internal static class PatchEdit
{
    /// <summary>The targets in an activation: each row's tokens that are there, and at each token each of the heads.</summary>
    /// <param name="grid">What the activation is of.</param>
    /// <param name="tokens">For each row of the batch its tokens.</param>
    /// <param name="from">For each row of the batch the row of the clean run that gives.</param>
    /// <param name="heads">For each row of the batch its heads; null for the whole activation.</param>
    public static IEnumerable<Target> Targets(TokenGrid grid, ImmutableArray<ImmutableArray<int>> tokens, Func<int, int> from, Func<int, ImmutableArray<int>>? heads)
    {
        for (var row = 0; row < grid.BatchRows.Length; row++)
        {
            var batchRow = grid.BatchRows[row];
            foreach (var token in tokens[batchRow])
            {
                if (grid.PlaceOf(row, token) is not { } place)
                    continue;
                foreach (var head in heads?.Invoke(batchRow).Select(head => (int?)head) ?? [null])
                    yield return new Target(row, place, from(batchRow), token, head);
            }
        }
    }

    /// <summary>Copies the targets.</summary>
    /// <param name="x">[row, pos, …]</param>
    /// <param name="clean">[row, pos, …]</param>
    /// <param name="targets">All with a head, or all without.</param>
    /// <returns>A tensor of the shape of <paramref name="x"/>, which is left as it is.</returns>
    /// <exception cref="InvalidOperationException">The clean activation does not cover a target.</exception>
    public static Tensor Apply(Tensor x, Tensor clean, Target[] targets)
    {
        if (clean.Dimensions != x.Dimensions || !clean.shape.AsSpan(2).SequenceEqual(x.shape.AsSpan(2))
            || targets.Any(target => target.From >= clean.shape[0] || target.Token >= clean.shape[1]))
        {
            throw new InvalidOperationException(
                $"The clean activation, [{string.Join(", ", clean.shape)}], does not cover what is patched of [{string.Join(", ", x.shape)}]: "
                + "cache the clean run at all positions and heads, with prompts as many and as long.");
        }

        if (targets.Length == 0)
            return x;

        using var scope = NewDisposeScope();
        TensorIndex Index(Func<Target, int> of, Device device) => TensorIndex.Tensor(tensor(targets.Select(target => (long)of(target)).ToArray(), device: device));
        var (row, place, from, token) = (Index(target => target.Row, x.device), Index(target => target.Place, x.device), Index(target => target.From, clean.device), Index(target => target.Token, clean.device));
        if (targets[0].Head is null)
            return x.clone().index_put_(clean[from, token].On(x.device), row, place).MoveToOuterDisposeScope();

        return x.clone().index_put_(
            clean[from, token, Index(target => target.Head!.Value, clean.device)].On(x.device), row, place, Index(target => target.Head!.Value, x.device)).MoveToOuterDisposeScope();
    }

    /// <summary>One place to patch.</summary>
    /// <param name="Row">Row that gets the activation.</param>
    /// <param name="Place">The token's place on its position axis.</param>
    /// <param name="From">Row of the clean run that gives it.</param>
    /// <param name="Token">The token.</param>
    /// <param name="Head">Head; null for the whole activation.</param>
    internal readonly record struct Target(int Row, int Place, int From, int Token, int? Head);
}
