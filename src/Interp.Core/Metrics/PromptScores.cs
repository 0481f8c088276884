namespace Interp.Core.Metrics;

/// <summary>One number for each prompt, hidden index and position; means and intervals are taken over prompts.</summary>
public sealed class PromptScores
{
    private readonly double[] _values; // [layer, position, prompt]

    /// <summary>Evaluates a score everywhere.</summary>
    /// <param name="prompts">Number of prompts.</param>
    /// <param name="layers">Number of hidden indices.</param>
    /// <param name="positions">Number of positions.</param>
    /// <param name="fill">Gets hidden index and position, and writes the prompts' values.</param>
    internal PromptScores(int prompts, int layers, int positions, Action<int, int, Memory<double>> fill)
    {
        Prompts = prompts;
        Layers = layers;
        Positions = positions;
        _values = new double[checked(prompts * layers * positions)];
        for (var layer = 0; layer < layers; layer++)
        {
            for (var position = 0; position < positions; position++)
                fill(layer, position, _values.AsMemory(Offset(layer, position), prompts));
        }
    }

    /// <summary>Number of prompts.</summary>
    public int Prompts { get; }

    /// <summary>Number of hidden indices: blocks + 1.</summary>
    public int Layers { get; }

    /// <summary>Number of positions: demonstrations.</summary>
    public int Positions { get; }

    /// <summary>The position of the last demonstration, where most of the paper's numbers are read.</summary>
    public int LastPosition => Positions - 1;

    /// <summary>The prompts' values at one place.</summary>
    /// <param name="layer">Hidden index.</param>
    /// <param name="position">Demonstrations before the prediction.</param>
    public ReadOnlySpan<double> At(int layer, int position)
    {
        if ((uint)layer >= (uint)Layers)
            throw new ArgumentOutOfRangeException(nameof(layer), layer, $"Expected 0..{Layers - 1}.");
        if ((uint)position >= (uint)Positions)
            throw new ArgumentOutOfRangeException(nameof(position), position, $"Expected 0..{Positions - 1}.");
        return _values.AsSpan(Offset(layer, position), Prompts);
    }

    /// <summary>Mean over prompts.</summary>
    /// <param name="layer">Hidden index.</param>
    /// <param name="position">Position.</param>
    public double MeanAt(int layer, int position) => Mean.Of(At(layer, position));

    /// <summary>Means over prompts at the last position, by hidden index.</summary>
    public IReadOnlyList<double> AtLastPosition() => [.. Enumerable.Range(0, Layers).Select(layer => MeanAt(layer, LastPosition))];

    private int Offset(int layer, int position) => (layer * Positions + position) * Prompts;
}
