using Interp.Core.Studies.Plans;
using Interp.Core.Studies.Specs;
using Interp.Core.Transformer;

namespace Interp.Core.Studies.Shards;

/// <summary>What shards cost, in floating-point operations: tokens x parameters, twice. What attention does between tokens is not counted.</summary>
public static class ShardCosts
{
    /// <summary>Reading the weights of a model is told to cost as much as so many of its tokens.</summary>
    private const int LoadTokens = 256;

    /// <summary>A pair of prompts: what goes through the blocks, and a token more for every set that is ablated.</summary>
    /// <param name="spec">The study.</param>
    /// <param name="model">The model's sizes.</param>
    /// <param name="tokens">Tokens of both prompts.</param>
    public static double OfPair(StudySpec spec, TransformerInfo model, double tokens)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return 2 * CellEstimate.WeightsOf(model) * (tokens + 2.0 * CellEstimate.AblatedSets(spec));
    }

    /// <summary>
    /// What every shard of a model pays once: its weights, and the heads that are ablated, which each knows for itself,
    /// at most by reading the cells that choose them.
    /// </summary>
    /// <param name="spec">The study.</param>
    /// <param name="name">The model's name.</param>
    /// <param name="model">Its sizes.</param>
    /// <param name="cells">All cells.</param>
    public static double OfModel(StudySpec spec, string name, TransformerInfo model, IEnumerable<ShardCell> cells)
    {
        ArgumentNullException.ThrowIfNull(spec);
        HashSet<CellId> choosers = [.. StudyPlan.Choosers(spec, name)];
        return 2 * CellEstimate.WeightsOf(model) * LoadTokens + cells.Where(cell => choosers.Contains(cell.Id)).Sum(cell => spec.Prompts * cell.PairCost);
    }
}
