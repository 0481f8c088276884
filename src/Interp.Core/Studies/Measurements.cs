using Interp.Core.Lens;
using Interp.Core.Metrics;
using Interp.Core.Prompts;
using Interp.Core.Results;
using Interp.Core.Statistics;

namespace Interp.Core.Studies;

/// <summary>Makes result rows.</summary>
public static class Measurements
{
    /// <summary>The rows of a reading: both kinds of prompts, every state and demonstration, each with its intervals.</summary>
    /// <param name="reading">A logit-lens reading of two pairs of prompts at least.</param>
    /// <param name="model">The model's name, for the rows.</param>
    /// <param name="resamples">Draws of the pairs; null for those of the prompts' seed.</param>
    /// <returns>Correct prompts first, then by state, then by demonstration.</returns>
    /// <exception cref="ArgumentException">One pair, which says nothing of how prompts vary, or draws of another number of pairs.</exception>
    public static IReadOnlyList<Measurement> Of(LensReading reading, string model, Resamples? resamples = null)
    {
        ArgumentNullException.ThrowIfNull(reading);
        resamples ??= new Resamples(reading.Prompts.Pairs.Length, reading.Prompts.Seed);
        return Of(reading, model, CalibratedBootstrap.Accuracy(reading, resamples), CalibratedBootstrap.PermutedScore(reading, resamples));
    }

    internal static IReadOnlyList<Measurement> Of(LensReading reading, string model, ByKind<BootstrappedScores> accuracy, ByKind<BootstrappedScores> permuted)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(model);

        // The column upper95 is the authors'; under their protocol it is made as they made it.
        var published = reading.Protocol == Protocol.Published ? CalibratedAccuracy.Of(reading) : null;
        return [.. Enum.GetValues<PromptKind>().SelectMany(kind => Rows(reading, model, kind, accuracy[kind], permuted[kind], published?[kind]))];
    }

    private static IEnumerable<Measurement> Rows(LensReading reading, string model, PromptKind kind, BootstrappedScores accuracy, BootstrappedScores permuted, PromptScores? published) =>
        from state in accuracy.States
        from demonstration in accuracy.Demonstrations
        let interval = accuracy.At(state, demonstration).ToInterval()
        let permutedInterval = permuted.At(state, demonstration).ToInterval()
        select new Measurement
        {
            Source = new RowSource(model, reading.Protocol, reading.Prompts.Setting, reading.Prompts.Dataset, reading.Prompts.Format),
            Prompts = kind,
            State = state,
            Demonstration = demonstration,
            CalibratedAccuracy = interval.Estimate,
            Upper95 = published is null ? interval.High : NormalInterval.Of(published.At(state, demonstration)).Upper,
            PermutedScore = permutedInterval.Estimate,
            PermutedLow = permutedInterval.Low,
            PermutedHigh = permutedInterval.High,
            Spread = RowSpread.Of(interval),
        };
}
