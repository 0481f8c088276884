using System.Collections.Immutable;

namespace Interp.Core.Lens;

/// <summary>What label scores are of, and under which protocol they were read.</summary>
public sealed record LabelScoresShape
{
    /// <summary>Of some states and demonstrations.</summary>
    /// <param name="prompts">Number of prompts.</param>
    /// <param name="states">The states that were read: 0 the embedding, k the stream after block k-1.</param>
    /// <param name="demonstrations">The demonstrations whose labels are predicted.</param>
    /// <param name="labels">Number of labels.</param>
    /// <exception cref="ArgumentException">No prompt, state or demonstration, one twice, or less than two labels.</exception>
    public LabelScoresShape(int prompts, ImmutableArray<int> states, ImmutableArray<int> demonstrations, int labels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(prompts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(labels, 2);
        (Prompts, Labels) = (prompts, labels);
        (StateAxis, DemonstrationAxis) = (new Axis("state", states), new Axis("demonstration", demonstrations));
    }

    /// <summary>Of states and demonstrations 0, 1, ….</summary>
    /// <param name="prompts">Number of prompts.</param>
    /// <param name="states">Number of states: blocks + 1.</param>
    /// <param name="demonstrations">Number of demonstrations.</param>
    /// <param name="labels">Number of labels.</param>
    public LabelScoresShape(int prompts, int states, int demonstrations, int labels)
        : this(prompts, [.. Enumerable.Range(0, states)], [.. Enumerable.Range(0, demonstrations)], labels)
    {
    }

    /// <summary>Number of prompts.</summary>
    public int Prompts { get; }

    /// <summary>The states that were read: 0 the embedding, k the stream after block k-1.</summary>
    public ImmutableArray<int> States => StateAxis.Values;

    /// <summary>The demonstrations whose labels are predicted: 0, 1, … of a whole reading, the last one alone of replayed ablations.</summary>
    public ImmutableArray<int> Demonstrations => DemonstrationAxis.Values;

    /// <summary>Number of labels.</summary>
    public int Labels { get; }

    /// <summary>False where the tokens that were read predict no labels: they are then only numbered, and metrics refuse them.</summary>
    public bool PredictsLabels { get; init; } = true;

    /// <summary>The protocol of the reading.</summary>
    public Protocol Protocol { get; init; } = Protocol.Corrected;

    internal Axis StateAxis { get; }

    internal Axis DemonstrationAxis { get; }

    /// <summary>Predictions of one prompt.</summary>
    internal int PredictionsAPrompt => StateAxis.Count * DemonstrationAxis.Count;

    /// <summary>The same of another number of prompts.</summary>
    /// <param name="prompts">Number of prompts.</param>
    public LabelScoresShape OfPrompts(int prompts) => new(prompts, States, Demonstrations, Labels) { PredictsLabels = PredictsLabels, Protocol = Protocol };

    /// <summary>The same at other demonstrations.</summary>
    /// <param name="demonstrations">The demonstrations.</param>
    public LabelScoresShape OfDemonstrations(ImmutableArray<int> demonstrations) => new(Prompts, States, demonstrations, Labels) { PredictsLabels = PredictsLabels, Protocol = Protocol };

    /// <summary>By what they are of, and protocol.</summary>
    /// <param name="other">Another shape.</param>
    public bool Equals(LabelScoresShape? other) =>
        other is not null && (Prompts, Labels, PredictsLabels, Protocol) == (other.Prompts, other.Labels, other.PredictsLabels, other.Protocol)
        && States.SequenceEqual(other.States) && Demonstrations.SequenceEqual(other.Demonstrations);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Prompts, StateAxis.Count, DemonstrationAxis.Count, Labels, Protocol);

    /// <summary>"40 prompts, states 0..30, demonstrations 11, 2 labels, protocol corrected"</summary>
    public override string ToString() =>
        $"{Prompts} prompts, states {StateAxis.Listed()}, demonstrations {DemonstrationAxis.Listed()}, {Labels} labels, protocol {Protocol}{(PredictsLabels ? "" : ", no predictions of labels")}";
}
