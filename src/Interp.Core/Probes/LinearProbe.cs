using System.Collections.Immutable;
using Interp.Core.Metrics;
using static TorchSharp.torch;

namespace Interp.Core.Probes;

/// <summary>Multinomial logistic regression with an L2 penalty on standardised features: what of a class can be read from activations by weights alone. Plain numbers.</summary>
public sealed class LinearProbe
{
    private readonly double[] _weights; // [d_model, label] of the features as they are

    private LinearProbe(int classes, double[] weights, double[] biases) => (Classes, _weights, Biases) = (classes, weights, [.. biases]);

    /// <summary>Number of classes.</summary>
    public int Classes { get; }

    /// <summary>Number of features.</summary>
    public int Width => _weights.Length / Classes;

    /// <summary>One a class, of the features as they are.</summary>
    public ImmutableArray<double> Biases { get; }

    /// <summary>Fits the one best set of weights, in float64; the same on every run.</summary>
    /// <param name="features">[row, d_model]</param>
    /// <param name="labels">For each row its class, from 0.</param>
    /// <param name="classes">How many classes there are; a class without rows is allowed, two with rows are needed.</param>
    /// <param name="options">The penalty; null for <see cref="ProbeOptions.Default"/>.</param>
    /// <exception cref="ArgumentException">Rows of a single class only, labels that are none of the classes, another number of labels than rows, or a feature that is not finite.</exception>
    public static LinearProbe Fit(double[,] features, IReadOnlyList<int> labels, int classes, ProbeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(labels);
        Require(features, labels, classes);
        var standard = Standardization.Of(features);
        var (rows, width) = (features.GetLength(0), features.GetLength(1));
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var all = tensor(standard.Apply(features)).view(rows, width);
        // The best weights are a mixture of the rows: with fewer rows than features they are sought in the space of the rows.
        var (space, coordinates) = rows < width ? linalg.qr(all.t()) : (null, all);
        using var loss = new SoftmaxLoss(rows < width ? coordinates.t().contiguous() : all, [.. labels], classes, (options ?? ProbeOptions.Default).Penalty);
        var best = Lbfgs.Minimize(loss.Of, new double[loss.Count], 1e-9 * rows);
        var (weights, biases) = (best[..^classes], best[^classes..]);
        if (space is not null)
            weights = mm(space, tensor(weights).view(-1, classes)).data<double>().ToArray(); // [d_model, label]
        return Unstandardized(weights, biases, standard);
    }

    /// <summary>The direction of a class in the space of the features: along it the class's score rises.</summary>
    /// <param name="class">The class.</param>
    public ImmutableArray<double> Direction(int @class)
    {
        RequireClass(@class);
        return [.. Enumerable.Range(0, Width).Select(i => _weights[i * Classes + @class])];
    }

    /// <summary>The probability of each class.</summary>
    /// <param name="row">One row's features.</param>
    /// <exception cref="ArgumentException">Another number of features than it was fitted on.</exception>
    public ImmutableArray<double> Probabilities(ReadOnlySpan<double> row)
    {
        if (row.Length != Width)
            throw new ArgumentException($"The row has {row.Length} features, the probe {Width}.", nameof(row));
        var scores = Biases.ToArray();
        for (var i = 0; i < row.Length; i++)
        {
            for (var c = 0; c < Classes; c++)
                scores[c] += row[i] * _weights[i * Classes + c];
        }

        SoftmaxLoss.ToShares(scores);
        return [.. scores];
    }

    /// <summary>The likeliest class; the first of equals.</summary>
    /// <param name="row">One row's features.</param>
    public int Predict(ReadOnlySpan<double> row)
    {
        var probabilities = Probabilities(row);
        return probabilities.IndexOf(probabilities.Max());
    }

    /// <summary>The likeliest class of each row.</summary>
    /// <param name="features">[row, d_model]</param>
    public ImmutableArray<int> Predict(double[,] features)
    {
        ArgumentNullException.ThrowIfNull(features);
        var row = new double[features.GetLength(1)];
        return [.. Enumerable.Range(0, features.GetLength(0)).Select(at =>
        {
            for (var i = 0; i < row.Length; i++)
                row[i] = features[at, i];
            return Predict(row.AsSpan());
        })];
    }

    private static LinearProbe Unstandardized(double[] weights, double[] biases, Standardization standard)
    {
        var classes = biases.Length;
        for (var i = 0; i < standard.Means.Length; i++)
        {
            for (var c = 0; c < classes; c++)
            {
                weights[i * classes + c] /= standard.Deviations[i];
                biases[c] -= weights[i * classes + c] * standard.Means[i];
            }
        }

        return new LinearProbe(classes, weights, biases);
    }

    private static void Require(double[,] features, IReadOnlyList<int> labels, int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        if (labels.Count != features.GetLength(0) || features.GetLength(1) == 0)
            throw new ArgumentException($"There are {features.GetLength(0)} rows of {features.GetLength(1)} features and {labels.Count} labels; a probe needs a label for each row, and features.", nameof(labels));
        foreach (var label in labels)
        {
            if ((uint)label >= (uint)classes)
                throw new ArgumentException($"Label {label} is no class; there are classes 0..{classes - 1}.", nameof(labels));
        }

        if (labels.Distinct().Count() < 2)
            throw new ArgumentException($"All {labels.Count} rows are of {(labels.Count == 0 ? "no class" : $"class {labels[0]}")}: a probe tells classes apart and needs rows of at least two.", nameof(labels));
        foreach (var feature in features)
            Finite.Of(feature);
    }

    private void RequireClass(int @class)
    {
        if ((uint)@class >= (uint)Classes)
            throw new ArgumentOutOfRangeException(nameof(@class), @class, $"There are classes 0..{Classes - 1}.");
    }
}
