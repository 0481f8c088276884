using System.Collections.Immutable;
using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Transformer.Placement;
using static TorchSharp.torch;

namespace Interp.Core.Paths;

/// <summary>What a receiver gets in some rows of a patched run, at one hook point.</summary>
/// <param name="Point">The point.</param>
/// <param name="Head">The receiver's head there; null where it is no head.</param>
/// <param name="Rows">The rows.</param>
/// <param name="Tokens">For each of the rows its tokens, one a place; places beyond them are padding.</param>
/// <param name="Values">[row, pos, d_head or d_mlp]; the dispose scope's that it was made in.</param>
internal sealed record ReceiverPatch(HookPoint Point, int? Head, int[] Rows, ImmutableArray<ImmutableArray<int>> Tokens, Tensor Values)
{
    /// <summary>Listeners that put patches in.</summary>
    public static IEnumerable<(HookPoint Point, Listener Listener)> ToListeners(IEnumerable<ReceiverPatch> patches) =>
        patches.GroupBy(patch => patch.Point).Select(here => (here.Key, (Listener)new Listener.Intervention((x, grid) => Apply(x, grid, here), _ => { })));

    private static Tensor Apply(Tensor x, TokenGrid grid, IEnumerable<ReceiverPatch> patches)
    {
        using var scope = NewDisposeScope();
        x = x.clone();
        foreach (var patch in patches)
            patch.PutInto(x, grid);
        return x.MoveToOuterDisposeScope();
    }

    private void PutInto(Tensor x, TokenGrid grid)
    {
        var width = (int)Values.shape[1];
        var (rows, places, from) = (new List<long>(), new List<long>(), new List<long>());
        for (var i = 0; i < Rows.Length; i++)
        {
            for (var at = 0; at < Tokens[i].Length; at++)
            {
                if (grid.PlaceOf(Rows[i], Tokens[i][at]) is not { } place)
                    continue;
                rows.Add(Rows[i]);
                places.Add(place);
                from.Add(i * width + at);
            }
        }

        if (rows.Count == 0)
            return;
        var values = Values.On(x.device).flatten(0, 1).index_select(0, Index(from)); // [place, d_head or d_mlp]
        if (Head is { } head)
            x.select(2, head).index_put_(values, TensorIndex.Tensor(Index(rows)), TensorIndex.Tensor(Index(places)));
        else
            x.index_put_(values, TensorIndex.Tensor(Index(rows)), TensorIndex.Tensor(Index(places)));

        Tensor Index(List<long> numbers) => tensor(numbers.ToArray(), device: x.device);
    }
}
