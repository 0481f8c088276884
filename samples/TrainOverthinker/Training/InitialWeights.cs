using System.Collections.Immutable;
using Interp.Core.Randomness;
using static TorchSharp.torch;

namespace Interp.Samples.TrainOverthinker.Training;

/// <summary>Weights before training: normal, of a spread that keeps the stream's size through the blocks.</summary>
internal sealed class InitialWeights(Recipe recipe)
{
    private const double UnembeddingScale = 0.1; // Small, so that the first predictions are near a guess.

    private readonly SortedDictionary<string, Tensor> _weights = new(StringComparer.Ordinal);

    /// <summary>All weights made so far, by their name in the checkpoint; they are the model's.</summary>
    public IReadOnlyDictionary<string, Tensor> All => _weights;

    /// <summary>Makes a weight; it depends on the seed and on how many were made before.</summary>
    public Tensor Make(string name, ImmutableArray<long> shape)
    {
        var values = shape.Length == 1
            ? Enumerable.Repeat(name.EndsWith(".weight", StringComparison.Ordinal) ? 1f : 0f, (int)shape[0]).ToArray()
            : Normal(new RandomStream(recipe.Seed, (ulong)_weights.Count), (int)(shape[0] * shape[1]), Spread(name));
        return _weights[name] = tensor(values).view([.. shape]).clone();
    }

    private double Spread(string name)
    {
        var spread = Math.Pow(recipe.Width, -0.5);
        if (name.StartsWith("embed_out", StringComparison.Ordinal))
            return spread * UnembeddingScale;
        var isOutput = name.Contains(".attention.dense", StringComparison.Ordinal) || name.Contains(".dense_4h_to_h", StringComparison.Ordinal);
        return isOutput ? spread * Math.Pow(2 * recipe.Layers, -0.5) : spread;
    }

    /// <summary>Box and Muller, 1958.</summary>
    private static float[] Normal(RandomStream random, int count, double spread)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++)
            values[i] = (float)(spread * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        return values;
    }
}
