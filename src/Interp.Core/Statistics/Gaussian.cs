namespace Interp.Core.Statistics;

/// <summary>The few numbers of the normal distribution and of Student's that 95 % intervals need.</summary>
internal static class Gaussian
{
    /// <summary>The 97.5 % quantile.</summary>
    public const double Quantile975 = 1.959963984540054;

    /// <summary>The 97.5 % quantile of Student's distribution: exact up to 3 degrees of freedom, then Fisher and Cornish's series (error below 0.001).</summary>
    public static double Student975(int degrees) => degrees switch
    {
        < 1 => throw new ArgumentOutOfRangeException(nameof(degrees), degrees, "Degrees of freedom start at 1."),
        1 => 12.706204736432095,
        2 => 4.302652729911275,
        3 => 3.182446305284263,
        _ => Series(Quantile975, degrees),
    };

    /// <summary>Share of the distribution below x (Abramowitz and Stegun, 26.2.17; error below 1e-7).</summary>
    public static double Below(double x)
    {
        var t = 1 / (1 + 0.2316419 * Math.Abs(x));
        var tail = Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI)
            * t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
        return x < 0 ? tail : 1 - tail;
    }

    private static double Series(double z, double degrees)
    {
        var (z3, z5, z7) = (Math.Pow(z, 3), Math.Pow(z, 5), Math.Pow(z, 7));
        return z + (z3 + z) / (4 * degrees) + (5 * z5 + 16 * z3 + 3 * z) / (96 * degrees * degrees)
            + (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * degrees * degrees * degrees)
            + (79 * Math.Pow(z, 9) + 776 * z7 + 1482 * z5 - 1920 * z3 - 945 * z) / (92160 * Math.Pow(degrees, 4));
    }
}
