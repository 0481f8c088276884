using Interp.Core.Lens;
using Interp.Core.Metrics;
using Interp.Core.Prompts;
using Interp.Core.Results;
using Interp.Core.Statistics;
using Interp.Core.Studies.Readings;

namespace Interp.Core.Studies.Measures;

/// <summary>What measures are taken of: one cell as it was read, and the accuracies that several of them share, computed once with their draws.</summary>
internal sealed class MeasuredCell
{
    private readonly Func<PromptKind, HeadArrays?> _heads;
    private readonly Func<StudyReading, IReadOnlyDictionary<string, NumberArray>> _methods;

    /// <param name="source">Whose rows they are.</param>
    /// <param name="reading">The lens, correct and false prompts.</param>
    /// <param name="resamples">The draws of its pairs.</param>
    /// <param name="heads">The heads under prompts of one kind; null where they were not read.</param>
    /// <param name="methods">What a method read, by name, [pair].</param>
    public MeasuredCell(
        RowSource source, LensReading reading, Resamples resamples, Func<PromptKind, HeadArrays?> heads, Func<StudyReading, IReadOnlyDictionary<string, NumberArray>> methods)
    {
        (Source, Reading, Resamples, _heads, _methods) = (source, reading, resamples, heads, methods);
        Accuracy = CalibratedBootstrap.Accuracy(reading, resamples);
        Permuted = CalibratedBootstrap.PermutedScore(reading, resamples);
    }

    /// <summary>Whose rows they are.</summary>
    public RowSource Source { get; }

    /// <summary>The lens, correct and false prompts.</summary>
    public LensReading Reading { get; }

    /// <summary>The draws of its pairs.</summary>
    public Resamples Resamples { get; }

    /// <summary>Its prompts.</summary>
    public PromptSet Prompts => Reading.Prompts;

    /// <summary>Calibrated accuracy at every state and demonstration.</summary>
    public ByKind<BootstrappedScores> Accuracy { get; }

    /// <summary>Permuted score at every state and demonstration.</summary>
    public ByKind<BootstrappedScores> Permuted { get; }

    /// <summary>The heads under prompts of one kind; null where they were not read.</summary>
    public HeadArrays? Heads(PromptKind kind) => _heads(kind);

    /// <summary>What a method read, by name, [pair].</summary>
    public IReadOnlyDictionary<string, NumberArray> Method(StudyReading reading) => _methods(reading);

    /// <summary>A row of this cell.</summary>
    public MeasureRow Row(string measure, MeasuredPrompts prompts, IntervalEstimate value, int? state = null, int? demonstration = null) =>
        MeasureRows.Of(Source, measure, prompts, value, state, demonstration);

    /// <summary>The mean over prompts of values read at the last demonstration, with its interval.</summary>
    public MeasureRow MeanAtLast(string measure, PromptKind kind, ReadOnlySpan<double> values) =>
        Row(measure, PromptNames.Measured(kind), Bootstrapped.Mean(values, Resamples).ToInterval(), null, Prompts.Demonstrations - 1);

    /// <summary>Means over prompts by state and demonstration, with their intervals.</summary>
    public IEnumerable<MeasureRow> Means(string measure, PromptKind kind, PromptScores scores) =>
        from state in scores.States
        from demonstration in scores.Demonstrations
        select Row(measure, PromptNames.Measured(kind), Bootstrapped.Mean(scores.At(state, demonstration), Resamples).ToInterval(), state, demonstration);

    /// <summary>Means of both kinds of prompts.</summary>
    public IEnumerable<MeasureRow> Means(string measure, ByKind<PromptScores> scores) =>
        Enum.GetValues<PromptKind>().SelectMany(kind => Means(measure, kind, scores[kind]));

    /// <summary>Means of both kinds of prompts of what label scores alone give.</summary>
    public IEnumerable<MeasureRow> Means(string measure, Func<LabelScores, PromptScores> of) => Means(measure, Reading.Scores.Select((_, scores) => of(scores)));
}
