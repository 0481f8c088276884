using System.Collections.Immutable;
using Interp.Core.Statistics;

namespace Interp.Core.Probes;

/// <summary>What a probe found at one state, on words it was not fitted on, beside its controls.</summary>
public sealed record StateProbe
{
    /// <summary>The state: 0 the embedding, k the stream after block k-1.</summary>
    public required int State { get; init; }

    /// <summary>The probe.</summary>
    public required LinearProbe Probe { get; init; }

    /// <summary>For each word of the test set the share of its rows that are predicted right.</summary>
    public required ImmutableArray<double> Right { get; init; }

    /// <summary>The same of probes fitted on shuffled labels, on average: chance, unless something leaks.</summary>
    public required ImmutableArray<double> Shuffled { get; init; }

    /// <summary>
    /// The control task (Hewitt and Liang, 2019): each word has a class by chance, and the probe is tried on rows of words
    /// that it was fitted on. For each word the share that is right: what the probe can learn by heart. Empty where no word
    /// stands in two rows.
    /// </summary>
    public required ImmutableArray<double> ControlTask { get; init; }

    /// <summary>Accuracy, with an interval over words.</summary>
    /// <param name="seed">Seed of the draws.</param>
    public IntervalEstimate Accuracy(ulong seed = 1) => Of(Right, seed).ToInterval();

    /// <summary>Accuracy of probes fitted on shuffled labels, with an interval over words.</summary>
    /// <param name="seed">Seed of the draws.</param>
    public IntervalEstimate ShuffledAccuracy(ulong seed = 1) => Of(Shuffled, seed).ToInterval();

    /// <summary>Accuracy at the control task, with an interval over words; null where there is none.</summary>
    /// <param name="seed">Seed of the draws.</param>
    public IntervalEstimate? ControlTaskAccuracy(ulong seed = 1) => ControlTask.Length < 2 ? null : Of(ControlTask, seed).ToInterval();

    /// <summary>Accuracy less that at the control task: high where the class is in the state and not in the probe; null where there is no control task.</summary>
    /// <param name="seed">Seed of the draws.</param>
    /// <remarks>The accuracy is of new words and the control's of known ones, so that this is less than Hewitt and Liang's.</remarks>
    public IntervalEstimate? Selectivity(ulong seed = 1) => ControlTask.Length < 2 ? null : (Of(Right, seed) - Of(ControlTask, ~seed)).ToInterval();

    /// <remarks>Shares of rows, hence between 0 and 1 and with an interval even where all words agree.</remarks>
    private static Bootstrapped Of(ImmutableArray<double> values, ulong seed) =>
        Bootstrapped.Mean(values.AsSpan(), new Resamples(values.Length, seed), values.All(value => value is 0 or 1) ? ShareKind.Proportion : ShareKind.Calibrated);
}
