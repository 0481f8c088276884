namespace Interp.Core.Statistics;

/// <summary>Values about their mean, for the studentised deviations of draws.</summary>
internal sealed class Centered
{
    private readonly double[] _values;

    public Centered(ReadOnlySpan<double> values)
    {
        Mean = Metrics.Mean.Of(values);
        _values = values.ToArray();
        var squares = 0.0;
        for (var i = 0; i < _values.Length; i++)
        {
            _values[i] -= Mean;
            squares += _values[i] * _values[i];
        }

        Error = values.IndexOfAnyExcept(values[0]) < 0 ? 0 : Math.Sqrt(squares / (_values.Length - 1) / _values.Length);
    }

    /// <summary>The mean.</summary>
    public double Mean { get; }

    /// <summary>Its standard error, s / sqrt(n) with s over n - 1; exactly 0 where all values are one.</summary>
    public double Error { get; }

    /// <summary>How far the mean of a draw is from the mean, in standard errors of the draw.</summary>
    /// <param name="counts">How often each prompt was drawn.</param>
    public double Deviation(ReadOnlySpan<double> counts)
    {
        if (Error == 0)
            return 0;
        var (sum, squares) = (0.0, 0.0);
        for (var prompt = 0; prompt < counts.Length; prompt++)
        {
            var weighted = counts[prompt] * _values[prompt];
            sum += weighted;
            squares += weighted * _values[prompt];
        }

        var mean = sum / counts.Length;
        var variance = (squares / counts.Length - mean * mean) / (counts.Length - 1);
        // A draw of equal values has no error of its own.
        var own = variance > 1e-12 * Error * Error ? Math.Sqrt(variance) : Error;
        return Math.Abs(mean) / own;
    }
}
