using System.Collections.Immutable;
using Interp.Core.Metrics;

namespace Interp.Core.Attribution;

/// <summary>
/// What each component of the model adds to a difference of two logits at one token of every prompt, under the scale that
/// the final norm really had there (direct logit attribution). Plain numbers.
/// </summary>
public sealed class LogitAttribution
{
    private readonly Dictionary<LogitComponent, int> _places;
    private readonly double[] _terms; // [prompt, component]
    private readonly double[] _differences;

    internal LogitAttribution(ImmutableArray<TokenPair> pairs, ImmutableArray<LogitComponent> components, double[] terms, double[] differences)
    {
        (Pairs, Components, _terms, _differences) = (pairs, components, terms, differences);
        _places = components.Select((component, place) => (component, place)).ToDictionary(pair => pair.component, pair => pair.place);
        Finite.Require(terms, at => $"{components[at % components.Length]} of prompt {at / components.Length}");
        Finite.Require(differences, prompt => $"the logit difference of prompt {prompt}");
    }

    /// <summary>Number of prompts.</summary>
    public int Prompts => Pairs.Length;

    /// <summary>For each prompt the two tokens.</summary>
    public ImmutableArray<TokenPair> Pairs { get; }

    /// <summary>The components, in the order in which they add to the stream; those that the architecture lacks are left out.</summary>
    public ImmutableArray<LogitComponent> Components { get; }

    /// <summary>What every component adds, in the order of <see cref="Components"/>, in logits.</summary>
    /// <param name="prompt">The prompt.</param>
    public ReadOnlySpan<double> At(int prompt)
    {
        Guard(prompt);
        return _terms.AsSpan(prompt * Components.Length, Components.Length);
    }

    /// <summary>What one component adds.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="component">The component.</param>
    /// <exception cref="ArgumentOutOfRangeException">No such prompt, or the model has no such component.</exception>
    public double At(int prompt, LogitComponent component) => At(prompt)[PlaceOf(component)];

    /// <summary>What a component adds, mean over prompts.</summary>
    /// <param name="component">The component.</param>
    public double MeanAt(LogitComponent component)
    {
        var place = PlaceOf(component);
        return Enumerable.Range(0, Prompts).Average(prompt => At(prompt)[place]);
    }

    /// <summary>The difference of the model's own logits.</summary>
    /// <param name="prompt">The prompt.</param>
    public double Difference(int prompt)
    {
        Guard(prompt);
        return _differences[prompt];
    }

    /// <summary>
    /// What the components do not add up to: float noise, unless an ablation or hook in force changed the stream itself or
    /// what a whole attention block added to it.
    /// </summary>
    /// <param name="prompt">The prompt.</param>
    public double Unexplained(int prompt)
    {
        var rest = Difference(prompt);
        foreach (var term in At(prompt))
            rest -= term;
        return rest;
    }

    private void Guard(int prompt)
    {
        if ((uint)prompt >= (uint)Prompts)
            throw new ArgumentOutOfRangeException(nameof(prompt), prompt, $"Expected 0..{Prompts - 1}.");
    }

    private int PlaceOf(LogitComponent component) => _places.TryGetValue(component, out var place)
        ? place
        : throw new ArgumentOutOfRangeException(nameof(component), component, "The model has no such component.");
}
