using System.Collections.Immutable;
using Interp.Core.Batches;
using Interp.Core.Lens;
using Interp.Core.Metrics;
using Interp.Core.Prompts;
using Interp.Core.Statistics;
using Interp.Core.Sweeps;
using Interp.Core.Transformer;

namespace Interp.Core.Steering;

/// <summary>What a vector does to label scores, dose by dose, beside random vectors of the same norm: the last state of every prompt.</summary>
public sealed class SteeringCurve
{
    private readonly ImmutableArray<LensReading> _readings; // clean, then for each dose: the vector's, those of its controls
    private readonly int _controls;

    private SteeringCurve(SteeringVector vector, ImmutableArray<double> doses, int controls, ImmutableArray<LensReading> readings) =>
        (Vector, Doses, _controls, _readings) = (vector, doses, controls, readings);

    /// <summary>The vector.</summary>
    public SteeringVector Vector { get; }

    /// <summary>The doses.</summary>
    public ImmutableArray<double> Doses { get; }

    /// <summary>Without steering.</summary>
    public LensReading Clean => _readings[0];

    /// <summary>Tries the vector on both kinds of prompts.</summary>
    /// <param name="model">The model; its ablations stay in force.</param>
    /// <param name="prompts">Prompts that the vector was not fitted on.</param>
    /// <param name="vector">The vector.</param>
    /// <param name="doses">How much of it is added.</param>
    /// <param name="options">Where, and beside how many random vectors; null for <see cref="SteeringOptions.Default"/>.</param>
    /// <exception cref="ArgumentException">No doses, a vector that does not fit the model, or what a sweep refuses.</exception>
    public static SteeringCurve Measure(HookedTransformer model, PromptSet prompts, SteeringVector vector, IReadOnlyList<double> doses, SteeringOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentNullException.ThrowIfNull(vector);
        ArgumentNullException.ThrowIfNull(doses);
        options ??= SteeringOptions.Default;
        ArgumentOutOfRangeException.ThrowIfNegative(options.Controls, nameof(options));
        if (doses.Count == 0)
            throw new ArgumentException("There is no dose to try.", nameof(doses));

        vector.Check(model);
        var vectors = Enumerable.Range(0, options.Controls).Select(control => vector.RandomLike(options.Seed, control)).Prepend(vector).ToArray();
        SteeringDose[] all = [new(vector, 0), .. doses.SelectMany(dose => vectors.Select(one => new SteeringDose(one, dose)))];
        var scores = new ByKind<PromptKind>(PromptKind.Correct, PromptKind.False).Select((kind, _) => Read(model, prompts, kind, all, options));
        return new SteeringCurve(vector, [.. doses], options.Controls, [.. all.Select((_, i) => new LensReading(prompts, scores.Select((_, list) => list[i])))]);
    }

    /// <summary>Label scores of the last state at the last demonstration under one dose.</summary>
    /// <param name="dose">Index of the dose.</param>
    /// <param name="control">Which random vector in place of the vector; null for the vector itself.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such dose or control.</exception>
    public LensReading At(int dose, int? control = null)
    {
        if ((uint)dose >= (uint)Doses.Length)
            throw new ArgumentOutOfRangeException(nameof(dose), dose, $"There are doses 0..{Doses.Length - 1}.");
        if (control is { } index && (uint)index >= (uint)_controls)
            throw new ArgumentOutOfRangeException(nameof(control), control, $"There are {_controls} controls.");
        return _readings[1 + dose * (1 + _controls) + (control + 1 ?? 0)];
    }

    /// <summary>Accuracies and gap by dose, with intervals over prompts.</summary>
    /// <param name="resamples">The draws of the pairs of prompts.</param>
    /// <exception cref="ArgumentException">Draws of another number of prompts.</exception>
    public IReadOnlyList<SteeringEffect> Effects(Resamples resamples)
    {
        var clean = Accuracy(Clean, resamples);
        var gap = GapOf(Clean);
        return [.. Doses.Select((dose, i) =>
        {
            var steered = Accuracy(At(i), resamples);
            return new SteeringEffect
            {
                Dose = dose,
                Correct = steered.Correct.ToInterval(),
                False = steered.False.ToInterval(),
                Gap = (steered.Correct - steered.False).ToInterval(),
                Change = (steered.Correct - steered.False - (clean.Correct - clean.False)).ToInterval(),
                TrueShare = Share(At(i), prompt => prompt.Classes[^1], resamples),
                ShownShare = Share(At(i), prompt => prompt.Shown[^1], resamples),
                ControlChanges = [.. Enumerable.Range(0, _controls).Select(control => GapOf(At(i, control)) - gap)],
            };
        })];
    }

    private static ByKind<Bootstrapped> Accuracy(LensReading reading, Resamples resamples) =>
        CalibratedBootstrap.Accuracy(reading, resamples).Select((_, scores) => scores.AtLastDemonstration()[0]);

    /// <summary>A label's share under false prompts.</summary>
    private static IntervalEstimate Share(LensReading reading, Func<Prompt, int> label, Resamples resamples)
    {
        var (scores, state, last) = (reading.Scores.False, reading.Scores.False.States[0], reading.Scores.False.Demonstrations[0]);
        double[] shares = [.. reading.Prompts.Prompts(PromptKind.False).Select((prompt, i) => Math.Exp(scores.LogShare(i, state, last, label(prompt))))];
        return Bootstrapped.Mean(shares, resamples).ToInterval();
    }

    private static double GapOf(LensReading reading)
    {
        var accuracy = CalibratedAccuracy.Of(reading);
        return accuracy.Correct.AtLastDemonstration()[0] - accuracy.False.AtLastDemonstration()[0];
    }

    private static IReadOnlyList<LabelScores> Read(HookedTransformer model, PromptSet set, PromptKind kind, SteeringDose[] doses, SteeringOptions options)
    {
        var prompts = set.Prompts(kind);
        var lens = new LensOptions { States = [model.Info.Layers], Protocol = set.Protocol };
        var last = set.Demonstrations - 1;
        if (Rides(options.Positions, prompts))
        {
            var reader = new SteeringReader(doses, set.LabelTokens, options.Positions, lens);
            Sweep.Run(model, prompts, [reader], options.Sweep);
            return [.. reader.Scores.Select(scores => scores.At(last))];
        }

        return [.. doses.Select(dose =>
        {
            using var steering = dose.Vector.Apply(model, options.Positions, dose.Dose);
            return LogitLens.Read(model, prompts, set.LabelTokens, lens, options.Sweep).At(last);
        })];
    }

    /// <summary>True where only the tokens that are steered see what was added: the last of them is where the last label is predicted.</summary>
    private static bool Rides(Positions positions, IReadOnlyList<Prompt> prompts) =>
        positions.Resolve(Batch.Of(prompts)).Zip(prompts).All(pair => pair.First.Length == 1 && pair.First[0] == pair.Second.PreLabel[^1]);
}
