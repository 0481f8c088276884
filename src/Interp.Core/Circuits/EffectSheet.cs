using System.Collections.Immutable;
using Interp.Core.Batches;

namespace Interp.Core.Circuits;

/// <summary>Effects that are still being added up.</summary>
/// <typeparam name="T">Nodes or edges.</typeparam>
/// <param name="parts">What is patched.</param>
/// <param name="prompts">Number of prompts.</param>
internal sealed class EffectSheet<T>(ImmutableArray<T> parts, int prompts)
    where T : notnull
{
    private readonly double[] _values = new double[checked(parts.Length * prompts)];

    /// <summary>Adds shares of one part's effects.</summary>
    /// <param name="place">The part's place.</param>
    /// <param name="batch">The prompts.</param>
    /// <param name="found">A number for each row.</param>
    /// <param name="shares">What they are divided by.</param>
    public void Add(int place, Batch batch, double[] found, int shares)
    {
        for (var row = 0; row < batch.Size; row++)
            _values[place * prompts + batch.Members[row]] += found[row] / shares;
    }

    /// <summary>All of them, once all was added.</summary>
    public PatchEffects<T> ToEffects() => new(parts, _values, prompts);
}
