using System.Collections.Immutable;
using Interp.Core.Tokens;

namespace Interp.Core.Prompts;

/// <summary>One few-shot prompt, tokenised, with the places where its labels stand.</summary>
/// <remarks>
/// The last demonstration's label is part of the text; the model reads causally, so the prediction made before it is not
/// affected. "Position" j of the paper is the prediction at <c>PreLabel[j]</c>, with exactly j demonstrations before it.
/// </remarks>
public sealed record Prompt : IMarkedTokens
{
    /// <summary>The text, demonstrations joined by a blank line.</summary>
    public required string Text { get; init; }

    /// <summary>Token ids, led by the beginning-of-sequence token where the model expects one.</summary>
    public required ImmutableArray<int> Tokens { get; init; }

    /// <summary>For each demonstration, the index in <see cref="Tokens"/> of the token just before its label.</summary>
    public required ImmutableArray<int> PreLabel { get; init; }

    /// <summary>For each demonstration, the tokens of the label it shows.</summary>
    public required ImmutableArray<TokenSpan> LabelSpans { get; init; }

    /// <summary>For each demonstration, its true class.</summary>
    public required ImmutableArray<int> Classes { get; init; }

    /// <summary>For each demonstration, the class whose label it shows.</summary>
    public required ImmutableArray<int> Shown { get; init; }

    /// <summary>Marks of one's own, beside those that every prompt has.</summary>
    /// <exception cref="ArgumentException">A mark has a name that every prompt gives to its labels (<see cref="Mark"/>), or no list of places.</exception>
    public ImmutableDictionary<string, ImmutableArray<int>> OwnMarks
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            if (value.Keys.FirstOrDefault(name => name is Mark.PreLabel or Mark.Label) is { } taken)
                throw new ArgumentException($"Every prompt marks its labels as \"{taken}\"; give the mark another name.", nameof(value));
            if (value.FirstOrDefault(mark => mark.Value.IsDefault).Key is { } listless)
                throw new ArgumentException($"Mark \"{listless}\" has no list of places; give an empty one for none.", nameof(value));
            field = value;
        }
    } = ImmutableDictionary<string, ImmutableArray<int>>.Empty;

    /// <summary>The protocol that it was made under, as its set says; null for a prompt made by hand.</summary>
    public Protocol? Protocol { get; init; }

    /// <inheritdoc/>
    public ImmutableDictionary<string, ImmutableArray<int>> Marks => OwnMarks
        .SetItem(Mark.PreLabel, PreLabel)
        .SetItem(Mark.Label, [.. LabelSpans.SelectMany(span => Enumerable.Range(span.Start, span.End - span.Start))]);
}
