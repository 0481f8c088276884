namespace Interp.Samples.Shared.Html.Svg;

/// <summary>Where values lie in a picture.</summary>
/// <param name="Low">The lowest value.</param>
/// <param name="High">The highest value.</param>
/// <param name="From">Where the lowest one lies.</param>
/// <param name="To">Where the highest one lies.</param>
internal readonly record struct Scale(double Low, double High, double From, double To)
{
    private static readonly double[] Steps = [1, 2, 2.5, 5, 10];

    public double At(double value) => From + (Math.Clamp(value, Low, High) - Low) / Math.Max(High - Low, double.Epsilon) * (To - From);

    /// <summary>Limits that hold all values, on round numbers.</summary>
    public static (double Low, double High) Around(IEnumerable<double> values)
    {
        double[] all = [.. values.Where(double.IsFinite)];
        if (all.Length == 0)
            return (0, 1);
        var (low, high) = (all.Min(), all.Max());
        if (high - low < 1e-9)
            (low, high) = (low - 0.1, high + 0.1);
        var step = Step(low, high);
        return (Math.Floor(low / step + 1e-9) * step, Math.Ceiling(high / step - 1e-9) * step);
    }

    /// <summary>Round values between the limits, about five.</summary>
    public IEnumerable<double> Ticks()
    {
        var (step, low, high) = (Step(Low, High), Low, High);
        var first = (long)Math.Ceiling(low / step - 1e-9);
        for (var tick = first; tick * step <= high + 1e-9 * step; tick++)
            yield return tick * step;
    }

    /// <summary>Digits that tell two ticks apart.</summary>
    public int Digits => Step(Low, High) switch { >= 1 => 0, >= 0.1 and not 0.25 => 1, _ => 2 };

    private static double Step(double low, double high)
    {
        var rough = (high - low) / 5;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        return Steps.First(step => step * power >= rough * 0.999) * power;
    }
}
