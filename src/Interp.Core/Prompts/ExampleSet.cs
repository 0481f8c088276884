using System.Collections.Immutable;
using Interp.Core.Randomness;

namespace Interp.Core.Prompts;

/// <summary>The examples prompts are drawn from.</summary>
public sealed record ExampleSet
{
    /// <summary>The dataset's key, as in the paper's result files ("sst2", "agnews").</summary>
    public required string Dataset { get; init; }

    /// <summary>Where the rows were read: a path, or the name of a built-in list.</summary>
    public required string Source { get; init; }

    /// <summary>The rows, in the order of their source.</summary>
    public required ImmutableArray<Example> Rows { get; init; }

    /// <summary>Number of rows.</summary>
    public int Count => Rows.Length;

    /// <summary>The rows of one class, in the order of their source.</summary>
    /// <param name="class">Index of the class, from 0.</param>
    public ImmutableArray<Example> OfClass(int @class) => [.. Rows.Where(row => row.Class == @class)];

    /// <summary>Two sets that share no text: what is learnt on prompts of one may be tried on prompts of the other.</summary>
    /// <param name="share">Share of each class's distinct texts that goes to the first set; both get at least one.</param>
    /// <param name="seed">Seed of the split.</param>
    /// <exception cref="ArgumentOutOfRangeException">A share that is not between 0 and 1.</exception>
    /// <exception cref="ArgumentException">A class of a single text, which cannot be in both.</exception>
    public (ExampleSet First, ExampleSet Second) Split(double share, ulong seed)
    {
        if (!(share is > 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(share), share, "Expected a share between 0 and 1.");

        // Rows of one text go together, whatever their classes: the first row's class decides where the text is counted.
        var texts = Rows.GroupBy(row => string.Join('\n', row.Fields)).ToArray();
        var first = new HashSet<string>();
        foreach (var ofClass in texts.GroupBy(text => text.First().Class).OrderBy(group => group.Key))
        {
            string[] keys = [.. ofClass.Select(text => text.Key)];
            if (keys.Length < 2)
                throw new ArgumentException($"{Source} has a single text of class {ofClass.Key} (\"{keys[0]}\"), which cannot be in both sets; give more examples.");
            new RandomStream(seed, (ulong)ofClass.Key).Shuffle<string>(keys);
            first.UnionWith(keys.Take(Math.Clamp((int)Math.Round(share * keys.Length), 1, keys.Length - 1)));
        }

        var parts = Rows.ToLookup(row => first.Contains(string.Join('\n', row.Fields)));
        return (this with { Rows = [.. parts[true]] }, this with { Rows = [.. parts[false]] });
    }
}
