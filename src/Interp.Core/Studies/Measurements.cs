using Interp.Core.Lens;
using Interp.Core.Metrics;
using Interp.Core.Prompts;
using Interp.Core.Results;

namespace Interp.Core.Studies;

/// <summary>Makes result rows.</summary>
public static class Measurements
{
    private const string NormalIntervals = "normal 95 %";

    /// <summary>The rows of a reading: both kinds of prompts, every state and demonstration.</summary>
    /// <param name="reading">A logit-lens reading.</param>
    /// <param name="model">The model's name, for the rows.</param>
    /// <returns>Correct prompts first, then by state, then by demonstration.</returns>
    public static IReadOnlyList<Measurement> Of(LensReading reading, string model)
    {
        ArgumentNullException.ThrowIfNull(reading);
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        var accuracy = CalibratedAccuracy.Of(reading);
        var permuted = PermutedScore.Of(reading);
        return [.. Enum.GetValues<PromptKind>().SelectMany(kind => Rows(reading, model, kind, accuracy[kind], permuted[kind]))];
    }

    private static IEnumerable<Measurement> Rows(LensReading reading, string model, PromptKind kind, PromptScores accuracy, PromptScores permuted) =>
        from state in accuracy.States
        from demonstration in accuracy.Demonstrations
        let interval = NormalInterval.Of(accuracy.At(state, demonstration))
        let permutedInterval = NormalInterval.Of(permuted.At(state, demonstration))
        select new Measurement
        {
            Model = model,
            Protocol = reading.Protocol,
            Setting = reading.Prompts.Setting,
            Dataset = reading.Prompts.Dataset,
            Format = reading.Prompts.Format,
            Prompts = kind,
            State = state,
            Demonstration = demonstration,
            CalibratedAccuracy = interval.Estimate,
            Upper95 = interval.Upper,
            PermutedScore = permutedInterval.Estimate,
            Count = accuracy.Prompts,
            Low = interval.Lower,
            High = interval.Upper,
            PermutedLow = permutedInterval.Lower,
            PermutedHigh = permutedInterval.Upper,
            Method = NormalIntervals,
            Seed = reading.Prompts.Seed,
        };
}
