using System.Collections.Immutable;
using Interp.Core.Lens;
using Interp.Core.Prompts;
using Interp.Core.Statistics;

namespace Interp.Samples.Shared.Lenses;

/// <summary>What one lens says of overthinking: accuracies by state at the last demonstration, each with its bootstrap draws.</summary>
/// <param name="Name">The lens.</param>
/// <param name="States">The states that it reads.</param>
/// <param name="Correct">Calibrated accuracy under correct labels, by state.</param>
/// <param name="False">The same under false labels, on the same draws.</param>
/// <param name="CriticalLayer">From where on the gap stays at half of its last value; null where there is no gap, or not every state was read.</param>
/// <param name="EarlyExit">Where false labels do least harm, and what leaving there gains, on halves of the prompts.</param>
public sealed record LensCurves(
    string Name, ImmutableArray<int> States, IReadOnlyList<Bootstrapped> Correct, IReadOnlyList<Bootstrapped> False, IntervalEstimate? CriticalLayer, HeldOutEarlyExit EarlyExit)
{
    /// <summary>Accuracy under correct labels less that under false ones, by state.</summary>
    public IReadOnlyList<Bootstrapped> Gap { get; } = [.. Correct.Zip(False, (correct, @false) => correct - @false)];

    /// <summary>The curves of a reading.</summary>
    /// <param name="name">The lens.</param>
    /// <param name="reading">What it read.</param>
    /// <param name="resamples">The draws of its pairs of prompts: the same for every lens, so that lenses can be compared.</param>
    public static LensCurves Of(string name, LensReading reading, Resamples resamples)
    {
        ArgumentNullException.ThrowIfNull(reading);
        ArgumentNullException.ThrowIfNull(resamples);
        var states = reading.Scores[PromptKind.Correct].States;
        var accuracy = CalibratedBootstrap.Accuracy(reading, resamples).Select((_, scores) => scores.AtLastDemonstration());
        Bootstrapped[] gaps = [.. accuracy[PromptKind.Correct].Zip(accuracy[PromptKind.False], (correct, @false) => correct - @false)];
        var halves = new Halves(resamples.Prompts, resamples.Seed);
        return new LensCurves(
            name, states, accuracy[PromptKind.Correct], accuracy[PromptKind.False],
            states.SequenceEqual(Enumerable.Range(0, states.Length)) ? RobustCriticalLayer.Of(gaps).State : null,
            HeldOutEarlyExit.Of(Half(halves.First, 1), Half(halves.Second, 2)));

        IReadOnlyList<Bootstrapped> Half(ImmutableArray<int> prompts, ulong number)
        {
            var scores = reading.Scores[PromptKind.False].Restrict(prompts);
            var all = reading.Prompts.Prompts(PromptKind.False);
            return CalibratedBootstrap.Of(scores, [.. prompts.Select(prompt => all[prompt].Classes)], new Resamples(prompts.Length, resamples.Seed + number, resamples.Draws)).AtLastDemonstration();
        }
    }
}
