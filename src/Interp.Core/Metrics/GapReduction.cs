using System.Collections.Immutable;

namespace Interp.Core.Metrics;

/// <summary>How much of the accuracy gap an ablation removes (paper, section 1.11), one dataset or many; shares, not percent.</summary>
/// <remarks>
/// The published formula compares the ablated false prompts with the correct prompts of the whole model, so that it does
/// not see what the ablation does to correct prompts: 1 - (correct - false ablated) / (correct - false). The other
/// formula takes the ablated model's own gap: 1 - gap ablated / gap.
/// </remarks>
public sealed record GapReduction
{
    private GapReduction(ImmutableArray<double?> ratios, ImmutableArray<double?> ownRatios, double? ofMeans, double? ownOfMeans, ImmutableArray<double> deltas)
    {
        (Ratios, OwnRatios, RatioOfMeans, OwnRatioOfMeans, TruePrefixDeltas) = (ratios, ownRatios, ofMeans, ownOfMeans, deltas);
        (MeanOfRatios, OwnMeanOfRatios, TruePrefixDelta) = (Average(ratios), Average(ownRatios), deltas.Average());
    }

    /// <summary>The published formula, for each dataset; null where there is no gap to remove.</summary>
    public ImmutableArray<double?> Ratios { get; }

    /// <summary>The formula with the ablated model's own gap, for each dataset; null where there is no gap to remove.</summary>
    public ImmutableArray<double?> OwnRatios { get; }

    /// <summary>The paper's headline: the mean of <see cref="Ratios"/>, each dataset the same; null where one has none.</summary>
    public double? MeanOfRatios { get; }

    /// <summary>The published formula on accuracies averaged over datasets.</summary>
    public double? RatioOfMeans { get; }

    /// <summary>The mean of <see cref="OwnRatios"/>; null where one has none.</summary>
    public double? OwnMeanOfRatios { get; }

    /// <summary>The formula with the ablated model's own gap, on accuracies averaged over datasets.</summary>
    public double? OwnRatioOfMeans { get; }

    /// <summary>Accuracy under correct prompts, ablated minus not, for each dataset.</summary>
    public ImmutableArray<double> TruePrefixDeltas { get; }

    /// <summary>The mean of <see cref="TruePrefixDeltas"/>.</summary>
    public double TruePrefixDelta { get; }

    /// <summary>Compares a model with and without an ablation.</summary>
    /// <param name="none">Accuracies of the whole model, one pair a dataset.</param>
    /// <param name="ablated">Those of the ablated model, in the same order.</param>
    /// <exception cref="ArgumentException">No datasets, different numbers of them, or a number that is not finite.</exception>
    public static GapReduction Of(IReadOnlyList<AccuracyPair> none, IReadOnlyList<AccuracyPair> ablated)
    {
        ArgumentNullException.ThrowIfNull(none);
        ArgumentNullException.ThrowIfNull(ablated);
        if (none.Count == 0 || none.Count != ablated.Count)
            throw new ArgumentException($"{none.Count} datasets without the ablation and {ablated.Count} with it; expected as many, and one at least.", nameof(ablated));
        foreach (var pair in none.Concat(ablated))
            Finite.Require([pair.Correct, pair.False]);

        var (all, allAblated) = (Mean(none), Mean(ablated));
        return new GapReduction(
            [.. none.Zip(ablated, Ratio)],
            [.. none.Zip(ablated, OwnRatio)],
            Ratio(all, allAblated),
            OwnRatio(all, allAblated),
            [.. none.Zip(ablated, (before, after) => after.Correct - before.Correct)]);
    }

    private static double? Ratio(AccuracyPair none, AccuracyPair ablated) => none.Gap == 0 ? null : 1 - (none.Correct - ablated.False) / none.Gap;

    private static double? OwnRatio(AccuracyPair none, AccuracyPair ablated) => none.Gap == 0 ? null : 1 - ablated.Gap / none.Gap;

    private static AccuracyPair Mean(IReadOnlyList<AccuracyPair> pairs) => new(pairs.Average(pair => pair.Correct), pairs.Average(pair => pair.False));

    private static double? Average(ImmutableArray<double?> ratios) => ratios.Contains(null) ? null : ratios.Average();
}
