using System.Collections.Immutable;

namespace Interp.Core.Lens;

/// <summary>How many label scores there are of what, and under which protocol they were read.</summary>
public sealed record LabelScoresShape
{
    private readonly ImmutableArray<int> _demonstrations;

    /// <summary>Sizes.</summary>
    /// <param name="prompts">Number of prompts.</param>
    /// <param name="states">Number of states: blocks + 1.</param>
    /// <param name="demonstrations">The demonstrations whose labels are predicted, by place.</param>
    /// <param name="labels">Number of labels.</param>
    /// <exception cref="ArgumentOutOfRangeException">Less than one prompt, state or demonstration, or than two labels.</exception>
    public LabelScoresShape(int prompts, int states, ImmutableArray<int> demonstrations, int labels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(prompts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(states, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(labels, 2);
        (Prompts, States, Demonstrations, Labels) = (prompts, states, demonstrations, labels);
    }

    /// <summary>Sizes of a whole reading, of demonstrations 0, 1, ….</summary>
    /// <param name="prompts">Number of prompts.</param>
    /// <param name="states">Number of states: blocks + 1.</param>
    /// <param name="demonstrations">Number of demonstrations.</param>
    /// <param name="labels">Number of labels.</param>
    public LabelScoresShape(int prompts, int states, int demonstrations, int labels)
        : this(prompts, states, [.. Enumerable.Range(0, demonstrations)], labels)
    {
    }

    /// <summary>Number of prompts.</summary>
    public int Prompts { get; init; }

    /// <summary>Number of states: blocks + 1.</summary>
    public int States { get; init; }

    /// <summary>The demonstrations whose labels are predicted, by place.</summary>
    /// <exception cref="ArgumentException">None, one twice, or a negative one.</exception>
    public ImmutableArray<int> Demonstrations
    {
        get => _demonstrations;
        init => _demonstrations = value.IsDefaultOrEmpty || value.Any(demonstration => demonstration < 0) || value.Distinct().Count() != value.Length
            ? throw new ArgumentException($"Demonstrations [{(value.IsDefault ? "" : string.Join(", ", value))}]: expected at least one, each once, counted from 0.", nameof(Demonstrations))
            : value;
    }

    /// <summary>Number of labels.</summary>
    public int Labels { get; init; }

    /// <summary>False where the tokens that were read predict no labels; the places are then only numbered, and metrics refuse them.</summary>
    public bool PredictsLabels { get; init; } = true;

    /// <summary>The protocol of the reading.</summary>
    public Protocol Protocol { get; init; } = Protocol.Corrected;

    /// <summary>By sizes, demonstrations and protocol.</summary>
    /// <param name="other">Another shape.</param>
    public bool Equals(LabelScoresShape? other) =>
        other is not null && (Prompts, States, Labels, PredictsLabels, Protocol) == (other.Prompts, other.States, other.Labels, other.PredictsLabels, other.Protocol)
        && Demonstrations.SequenceEqual(other.Demonstrations);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Prompts, States, Demonstrations.Length, Labels, Protocol);
}
