using System.Collections.Immutable;
using Interp.Core.Studies.Measures;
using Interp.Core.Studies.Plans;

namespace Interp.Core.Studies.Shards;

/// <summary>Plans shards of a study: what every cell costs, without weights.</summary>
public static class ShardPlanner
{
    /// <summary>Prompts are as long as the first ones of their cell are on average.</summary>
    private const int DrawnPairs = 50;

    /// <summary>Plans.</summary>
    /// <param name="plan">The study.</param>
    /// <param name="shards">How many shards.</param>
    /// <exception cref="ArgumentException">A measure of whole cells.</exception>
    /// <returns>The plan; cells whose prompts cannot be drawn are among its failures.</returns>
    public static ShardPlan Of(StudyPlan plan, int shards)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Spec.Measures.FirstOrDefault(name => CellReadings.IsOfWholeCells(StudyMeasure.Find(name)!.Needs)) is { } whole)
            throw new ArgumentException($"$.measures: \"{whole}\" is taken of whole cells, which shards cut: leave it out, or run the study on one machine (it can be added to the merged folder there).", nameof(plan));
        var (cells, failures) = (ImmutableArray.CreateBuilder<ShardCell>(), plan.Failures.ToBuilder());
        foreach (var cell in plan.Cells)
        {
            var tokens = Attempt.Of(() => (object)PairTokens(cell));
            if (tokens.Failure is { } reason)
                failures.Add(new(cell.Id, reason));
            else
                cells.Add(new(cell.Id, cell.Key, cell.WindowPairs, ShardCosts.OfPair(plan.Spec, cell.Model.Info, (double)tokens.Value!)));
        }

        var planned = cells.ToImmutable();
        var models = plan.Cells.GroupBy(cell => cell.Id.Model).ToDictionary(group => group.Key, group => ShardCosts.OfModel(plan.Spec, group.Key, group.First().Model.Info, planned));
        return ShardPlan.Of(plan.Spec, planned, models, shards) with { Failures = failures.ToImmutable() };
    }

    private static double PairTokens(StudyCell cell) =>
        cell.Prompts(Math.Min(DrawnPairs, cell.Spec.Prompts)).Pairs.Average(pair => pair.Correct.Tokens.Length + pair.False.Tokens.Length);
}
