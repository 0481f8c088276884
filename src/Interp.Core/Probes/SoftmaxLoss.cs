using static TorchSharp.torch;

namespace Interp.Core.Probes;

/// <summary>Multinomial logistic loss of rows, with a penalty on the weights and none on the biases. Owns its tensors until disposed.</summary>
internal sealed class SoftmaxLoss : IDisposable
{
    private readonly Tensor _features;   // [row, d_model]
    private readonly Tensor _transposed; // [d_model, row]
    private readonly int[] _labels;
    private readonly int _width;
    private readonly int _classes;
    private readonly double _penalty;

    /// <param name="features">[row, d_model] in float64; taken over.</param>
    /// <param name="labels">For each row its class.</param>
    /// <param name="classes">How many there are.</param>
    /// <param name="penalty">Of half the sum of squared weights.</param>
    public SoftmaxLoss(Tensor features, int[] labels, int classes, double penalty)
    {
        (_features, _transposed) = (features.DetachFromDisposeScope(), features.t().contiguous().DetachFromDisposeScope());
        (_labels, _width, _classes, _penalty) = (labels, (int)features.shape[1], classes, penalty);
    }

    /// <summary>Numbers of a set of weights: for each feature one a class, then the biases.</summary>
    public int Count => (_width + 1) * _classes;

    /// <summary>The value, and its gradient.</summary>
    public double Of(double[] weights, double[] gradient)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var scores = mm(_features, tensor(weights.AsSpan(0, _width * _classes).ToArray()).view(_width, _classes)).data<double>().ToArray(); // [row, label]
        var biases = weights.AsSpan(_width * _classes);
        var biasGradient = gradient.AsSpan(_width * _classes);
        biasGradient.Clear();
        var loss = 0.0;
        for (var row = 0; row < _labels.Length; row++)
        {
            var mine = scores.AsSpan(row * _classes, _classes);
            for (var c = 0; c < _classes; c++)
                mine[c] += biases[c];
            loss -= mine[_labels[row]];
            loss += ToShares(mine);
            mine[_labels[row]] -= 1; // now the derivative by the row's scores
            for (var c = 0; c < _classes; c++)
                biasGradient[c] += mine[c];
        }

        mm(_transposed, tensor(scores).view(_labels.Length, _classes)).data<double>().ToArray().CopyTo(gradient, 0); // [d_model, label]
        for (var i = 0; i < _width * _classes; i++)
        {
            gradient[i] += _penalty * weights[i];
            loss += 0.5 * _penalty * weights[i] * weights[i];
        }

        return loss;
    }

    public void Dispose()
    {
        _features.Dispose();
        _transposed.Dispose();
    }

    /// <summary>Turns scores into shares that add up to 1, and returns the logarithm of what they were divided by.</summary>
    public static double ToShares(Span<double> scores)
    {
        var (most, sum) = (double.NegativeInfinity, 0.0);
        foreach (var score in scores)
            most = Math.Max(most, score);
        for (var c = 0; c < scores.Length; c++)
            sum += scores[c] = Math.Exp(scores[c] - most);
        for (var c = 0; c < scores.Length; c++)
            scores[c] /= sum;
        return most + Math.Log(sum);
    }
}
