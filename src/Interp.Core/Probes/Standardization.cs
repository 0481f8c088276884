namespace Interp.Core.Probes;

/// <summary>Means and standard deviations of features over the rows a probe is fitted on.</summary>
/// <param name="Means">[d_model]</param>
/// <param name="Deviations">[d_model]; 1 where a feature does not vary.</param>
internal sealed record Standardization(double[] Means, double[] Deviations)
{
    /// <param name="features">[row, d_model]</param>
    public static Standardization Of(double[,] features)
    {
        var (rows, width) = (features.GetLength(0), features.GetLength(1));
        var (means, deviations) = (new double[width], new double[width]);
        for (var i = 0; i < width; i++)
        {
            for (var row = 0; row < rows; row++)
                means[i] += features[row, i] / rows;
            for (var row = 0; row < rows; row++)
                deviations[i] += (features[row, i] - means[i]) * (features[row, i] - means[i]) / rows;
            // A constant leaves rounding of its mean behind, which is no deviation.
            deviations[i] = Math.Sqrt(deviations[i]) is var deviation && deviation > 1e-12 * Math.Max(1e-300, Math.Abs(means[i])) ? deviation : 1;
        }

        return new Standardization(means, deviations);
    }

    /// <summary>[row, d_model], flat.</summary>
    public double[] Apply(double[,] features)
    {
        var (rows, width) = (features.GetLength(0), features.GetLength(1));
        var flat = new double[rows * width];
        for (var row = 0; row < rows; row++)
        {
            for (var i = 0; i < width; i++)
                flat[row * width + i] = (features[row, i] - Means[i]) / Deviations[i];
        }

        return flat;
    }
}
