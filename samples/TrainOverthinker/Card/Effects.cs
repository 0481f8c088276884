using System.Collections.Immutable;
using Interp.Core.Statistics;
using Interp.Core.Transformer;

namespace Interp.Samples.TrainOverthinker.Card;

/// <summary>What a trained model shows, each number with its 95 % interval.</summary>
public sealed record Effects
{
    /// <summary>Pairs of prompts; those of <see cref="Letters"/> are as many, of several draws of categories.</summary>
    public required int Pairs { get; init; }

    /// <summary>Demonstrations of a prompt.</summary>
    public required int Demonstrations { get; init; }

    /// <summary>Calibrated accuracy by state at the last demonstration: correct labels, and each setting of false ones.</summary>
    public required ImmutableArray<(string Name, ImmutableArray<IntervalEstimate> States)> Curves { get; init; }

    /// <summary>Share of permuted prompts in which the shown label is the likeliest at the end.</summary>
    public required IntervalEstimate Copied { get; init; }

    /// <summary>The same where labels are letters dealt anew to each draw of three categories.</summary>
    public required IntervalEstimate Letters { get; init; }

    /// <summary>Accuracy gap of permuted prompts at the end, by demonstrations before the prediction.</summary>
    public required ImmutableArray<IntervalEstimate> GapByDemonstration { get; init; }

    /// <summary>State at which the gap first reaches half of its last value for good.</summary>
    public required IntervalEstimate? CriticalState { get; init; }

    /// <summary>The first block that counts as late: the one after the state at which permuted prompts do best.</summary>
    public required int Late { get; init; }

    /// <summary>Share of the gap that is closed, by what is zeroed before the last label.</summary>
    public required ImmutableArray<AblationEffect> Ablations { get; init; }

    /// <summary>The heads with the largest prefix-matching scores, largest first, and those scores.</summary>
    public required ImmutableArray<(HeadId Head, double Score)> Heads { get; init; }

    /// <summary>How much the heads of <see cref="Ablations"/> add to the shown label over the true one, in logits, and 100 random sets of as many (mean, standard deviation).</summary>
    public required ImmutableArray<(int Count, double Chosen, double Random, double RandomDeviation)> Promotion { get; init; }
}

/// <summary>What an ablation does.</summary>
/// <param name="Name">What is zeroed.</param>
/// <param name="Reduction">Share of the gap that it closes; null where there is no gap.</param>
/// <param name="CorrectLoss">What correct prompts lose, in accuracy.</param>
/// <param name="RandomReduction">The mean share that 100 random sets of as many heads close; null for what is not heads.</param>
public sealed record AblationEffect(string Name, IntervalEstimate? Reduction, IntervalEstimate CorrectLoss, double? RandomReduction);
