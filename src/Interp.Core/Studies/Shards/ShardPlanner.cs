using System.Collections.Immutable;
using Interp.Core.Studies.Plans;
using Interp.Core.Studies.Specs;

namespace Interp.Core.Studies.Shards;

/// <summary>Plans shards of a study: what every cell costs, without weights.</summary>
public static class ShardPlanner
{
    /// <summary>Reading the weights of a model is told to cost as much as so many of its tokens.</summary>
    private const int LoadTokens = 256;

    /// <summary>Prompts are as long as the first ones of their cell are on average.</summary>
    private const int DrawnPairs = 50;

    /// <summary>Plans.</summary>
    /// <param name="plan">The study.</param>
    /// <param name="shards">How many shards.</param>
    /// <returns>The plan; cells whose prompts cannot be drawn are among its failures.</returns>
    public static ShardPlan Of(StudyPlan plan, int shards)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var (cells, failures) = (ImmutableArray.CreateBuilder<ShardCell>(), plan.Failures.ToBuilder());
        foreach (var cell in plan.Cells)
        {
            var tokens = Attempt.Of(() => (object)PairTokens(cell));
            if (tokens.Failure is { } reason)
                failures.Add(new(cell.Id, reason));
            else
                cells.Add(new(cell.Id, cell.Key, cell.WindowPairs, Cost(plan.Spec, cell, (double)tokens.Value!)));
        }

        var planned = cells.ToImmutable();
        var models = plan.Cells.GroupBy(cell => cell.Id.Model).ToDictionary(group => group.Key, group => ModelCost(plan.Spec, group.First(), planned));
        return ShardPlan.Of(plan.Spec, planned, models, shards) with { Failures = failures.ToImmutable() };
    }

    /// <summary>Tokens x parameters, twice: what goes through the blocks, the last token once more for every set that is ablated.</summary>
    private static double Cost(StudySpec spec, StudyCell cell, double pairTokens) =>
        2.0 * CellEstimate.WeightsOf(cell.Model.Info) * (pairTokens + 2.0 * CellEstimate.AblatedSets(spec));

    /// <summary>The weights, and the heads that it ablates: every shard knows those for itself, at most by reading the cells that choose them.</summary>
    private static double ModelCost(StudySpec spec, StudyCell any, ImmutableArray<ShardCell> cells)
    {
        HashSet<CellId> choosers = [.. StudyPlan.Choosers(spec, any.Id.Model)];
        return 2.0 * CellEstimate.WeightsOf(any.Model.Info) * LoadTokens + cells.Where(cell => choosers.Contains(cell.Id)).Sum(cell => spec.Prompts * cell.PairCost);
    }

    private static double PairTokens(StudyCell cell) =>
        cell.Prompts(Math.Min(DrawnPairs, cell.Spec.Prompts)).Pairs.Average(pair => pair.Correct.Tokens.Length + pair.False.Tokens.Length);
}
