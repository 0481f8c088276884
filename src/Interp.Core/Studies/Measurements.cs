using Interp.Core.Lens;
using Interp.Core.Metrics;
using Interp.Core.Prompts;

namespace Interp.Core.Studies;

/// <summary>Makes result rows.</summary>
public static class Measurements
{
    /// <summary>The rows of a reading: both kinds of prompts, every hidden index and position.</summary>
    /// <param name="reading">A logit-lens reading.</param>
    /// <returns>Correct prompts first, then by hidden index, then by position.</returns>
    public static IReadOnlyList<Measurement> Of(LensReading reading)
    {
        ArgumentNullException.ThrowIfNull(reading);
        var accuracy = CalibratedAccuracy.Of(reading);
        var permuted = PermutedScore.Of(reading);
        return
        [
            .. Rows(reading.Prompts, PromptKind.Correct, accuracy.Correct, permuted.Correct),
            .. Rows(reading.Prompts, PromptKind.False, accuracy.False, permuted.False),
        ];
    }

    private static IEnumerable<Measurement> Rows(PromptSet prompts, PromptKind kind, PromptScores accuracy, PromptScores permuted) =>
        from layer in Enumerable.Range(0, accuracy.Layers)
        from position in Enumerable.Range(0, accuracy.Positions)
        let interval = NormalInterval.Of(accuracy.At(layer, position))
        select new Measurement
        {
            Setting = prompts.Setting,
            Dataset = prompts.Dataset,
            Format = prompts.Format,
            Prompts = kind,
            Layer = layer,
            Position = position,
            CalibratedAccuracy = interval.Estimate,
            Upper95 = interval.Upper,
            PermutedScore = permuted.MeanAt(layer, position),
        };
}
