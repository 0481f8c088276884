using System.Globalization;

namespace Interp.Core.Tests.Statistics.Coverage;

/// <summary>How often intervals covered the truth.</summary>
/// <param name="Case">Of what.</param>
/// <param name="Prompts">Prompts of a sample.</param>
/// <param name="Runs">Samples.</param>
/// <param name="Determined">Samples in which the quantity was determined.</param>
/// <param name="Covered">Of these, those whose interval covers the truth.</param>
/// <param name="Width">Mean width.</param>
internal sealed record CoverageResult(CoverageCase Case, int Prompts, int Runs, int Determined, int Covered, double Width)
{
    /// <summary>Share of the determined samples.</summary>
    public double Coverage => Covered / (double)Determined;

    /// <summary>Its Monte-Carlo standard error; the smallest one that an observed 1 may have is that of one miss.</summary>
    public double Error
    {
        get
        {
            var share = Math.Min(Coverage, 1 - 1.0 / Determined);
            return Math.Sqrt(share * (1 - share) / Determined);
        }
    }

    /// <summary>True if the coverage is what the case expects, give or take three Monte-Carlo errors at the bound.</summary>
    public bool IsAsExpected
    {
        get
        {
            var (low, high) = Case.Expected;
            return Coverage >= low - 3 * ErrorAt(low) && Coverage <= high + 3 * ErrorAt(high);

            double ErrorAt(double share) => Math.Sqrt(share * (1 - share) / Determined);
        }
    }

    /// <summary>For messages.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Case.Measure}, {Case.Data}, n = {Prompts}: {100 * Coverage:0.0} ± {100 * Error:0.0} % of {Determined}");
}
