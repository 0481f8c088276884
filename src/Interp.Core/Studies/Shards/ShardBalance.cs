using System.Collections.Immutable;

namespace Interp.Core.Studies.Shards;

/// <summary>
/// Cuts a line of cells into shards: the cells stay in order, so that those of a model are together, and the cuts are
/// where the costliest shard is as cheap as it can be.
/// </summary>
/// <param name="cells">The line.</param>
/// <param name="pairs">Pairs of prompts a cell.</param>
/// <param name="modelCost">What every shard of a model pays once.</param>
internal sealed class ShardBalance(ImmutableArray<ShardCell> cells, int pairs, Func<string, double> modelCost)
{
    private const int Halvings = 60; // Past the precision of a double.
    private const double Slack = 1 + 1e-9; // Sums in another order.

    /// <summary>The shards.</summary>
    /// <param name="count">How many.</param>
    public ImmutableArray<Shard> Cut(int count)
    {
        var (low, high) = (0.0, Slack * (cells.Sum(cell => pairs * cell.PairCost) + cells.Select(cell => cell.Id.Model).Distinct().Sum(modelCost)));
        for (var halving = 0; halving < Halvings; halving++)
        {
            var middle = (low + high) / 2;
            if (Fill(middle, count) is null)
                low = middle;
            else
                high = middle;
        }

        var filled = Fill(high, count)!;
        return [.. filled, .. Enumerable.Repeat(new Shard(0, []), count - filled.Count)];
    }

    /// <summary>Fills shards one after the other, none above a limit; null where that takes more than there are.</summary>
    private List<Shard>? Fill(double limit, int count)
    {
        var shards = new List<Shard>();
        var (cost, model, pieces) = (0.0, (string?)null, ImmutableArray.CreateBuilder<ShardPiece>());
        foreach (var cell in cells)
        {
            for (var first = 0; first < pairs; first += cell.WindowPairs)
            {
                var end = Math.Min(first + cell.WindowPairs, pairs);
                var (window, once) = ((end - first) * cell.PairCost, modelCost(cell.Id.Model));
                if (pieces.Count > 0 && cost + window + (model == cell.Id.Model ? 0 : once) > limit)
                    End();
                cost += window + (model == cell.Id.Model ? 0 : once);
                model = cell.Id.Model;
                if (cost > limit || shards.Count == count)
                    return null;
                if (pieces.Count > 0 && pieces[^1].Cell == cell.Key)
                    pieces[^1] = pieces[^1] with { End = end };
                else
                    pieces.Add(new(cell.Key, first, end));
            }
        }

        End();
        return shards.Count <= count ? shards : null;

        void End()
        {
            if (pieces.Count > 0)
                shards.Add(new Shard(cost, pieces.ToImmutable()));
            pieces.Clear();
            (cost, model) = (0, null);
        }
    }
}
