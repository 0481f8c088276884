using System.Collections.Immutable;
using CsCheck;
using Interp.Core.Prompts;
using Interp.Core.Studies.Plans;
using Interp.Core.Studies.Shards;
using Interp.Core.Studies.Specs;

namespace Interp.Core.Tests.Studies.Shards;

/// <summary>How cells are dealt.</summary>
public sealed class ShardPlanTests
{
    private static readonly int[] Windows = [1, 5, 10, 50];

    private static readonly Gen<(int Pairs, int Shards, (string Model, int Window, double Cost)[] Cells)> Grids = Gen.Select(
        Gen.Int[1, 60],
        Gen.Int[1, 20],
        Gen.Select(Gen.Int[0, 2].Select(index => "abc"[index].ToString()), Gen.Int[0, 3].Select(index => Windows[index]), Gen.Double[0.1, 10]).Array[1, 12]);

    [Fact]
    public void Of_AnyGrid_DealsEveryPairOnceAndKeepsTheOrder() => Grids.Sample(grid =>
    {
        var plan = Plan(grid.Pairs, grid.Shards, grid.Cells);
        plan.Shards.Should().HaveCount(grid.Shards);
        var dealt = plan.Shards.SelectMany(shard => shard.Pieces).SelectMany(piece => Enumerable.Range(piece.First, piece.End - piece.First).Select(pair => (piece.Cell, pair)));
        var line = plan.Cells.SelectMany(cell => Enumerable.Range(0, grid.Pairs).Select(pair => (cell.Key, pair)));
        dealt.Should().Equal(line);
        foreach (var piece in plan.Shards.SelectMany(shard => shard.Pieces))
            (piece.First % plan.Cells.Single(cell => cell.Key == piece.Cell).WindowPairs).Should().Be(0);
    });

    /// <summary>No cut of the line in as many pieces has a cheaper costliest piece: against all of them.</summary>
    [Fact]
    public void Of_SmallGrids_NoOtherCutIsBetter() => Gen.Select(Gen.Int[1, 4], Gen.Select(Gen.Int[0, 1].Select(index => "ab"[index].ToString()), Gen.Int[1, 9]).Array[1, 7]).Sample((shards, cells) =>
    {
        var plan = Plan(1, shards, [.. cells.Select(cell => (cell.Item1, 1, (double)cell.Item2))]);
        plan.Shards.Max(shard => shard.Cost).Should().BeApproximately(Best([.. plan.Cells], shards), 1e-6);
    });

    private static double Best(ShardCell[] cells, int shards)
    {
        if (shards == 1)
            return Cost(cells);
        return Enumerable.Range(1, cells.Length).Min(first => first == cells.Length ? Cost(cells) : Math.Max(Cost(cells[..first]), Best(cells[first..], shards - 1)));
    }

    private static double Cost(ShardCell[] cells)
    {
        var (cost, model) = (0.0, "");
        foreach (var cell in cells)
        {
            cost += cell.PairCost + (cell.Id.Model == model ? 0 : ModelCost);
            model = cell.Id.Model;
        }

        return cost;
    }

    private const double ModelCost = 3;

    private static ShardPlan Plan(int pairs, int shards, (string Model, int Window, double Cost)[] cells)
    {
        var spec = new StudySpec { Models = [new ModelSpec { Name = "a" }], Datasets = [new DatasetSpec { Name = "unnatural" }], Demonstrations = 4, Prompts = pairs };
        var planned = cells.OrderBy(cell => cell.Model).Select((cell, index) => new ShardCell(new CellId(cell.Model, "unnatural", Setting.Permuted, index), index.ToString("x", System.Globalization.CultureInfo.InvariantCulture), cell.Window, cell.Cost)).ToImmutableArray();
        return ShardPlan.Of(spec, planned, new Dictionary<string, double> { ["a"] = ModelCost, ["b"] = ModelCost, ["c"] = ModelCost }, shards);
    }
}
