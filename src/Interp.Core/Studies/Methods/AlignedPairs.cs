using Interp.Core.Circuits;
using Interp.Core.Prompts;

namespace Interp.Core.Studies.Methods;

/// <summary>The pairs of a cell whose prompts stand token by token, as patching one prompt's activations into the other asks for.</summary>
internal sealed class AlignedPairs
{
    private readonly int[] _places;
    private readonly int _all;

    /// <param name="prompts">All pairs.</param>
    /// <exception cref="ArgumentException">There are none.</exception>
    public AlignedPairs(PromptSet prompts)
    {
        Set = ContrastSet.Aligned(prompts);
        _places = [.. Set.Pairs.Select(pair => prompts.Pairs.IndexOf(pair))];
        _all = prompts.Pairs.Length;
    }

    /// <summary>These pairs.</summary>
    public PromptSet Set { get; }

    /// <summary>Numbers of these pairs at their places among all, which have none.</summary>
    /// <param name="values">One of each of these pairs.</param>
    public double[] Spread(IReadOnlyList<double> values)
    {
        double[] all = [.. Enumerable.Repeat(double.NaN, _all)];
        for (var i = 0; i < _places.Length; i++)
            all[_places[i]] = values[i];
        return all;
    }
}
