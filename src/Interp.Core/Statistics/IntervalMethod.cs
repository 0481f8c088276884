namespace Interp.Core.Statistics;

/// <summary>The names of methods in result rows; docs/intervals.md says when which is used and how often each covers the truth.</summary>
public static class IntervalMethod
{
    /// <summary>Estimate ± Student's quantile times the standard error of the bootstrap draws.</summary>
    public const string Bootstrap = "bootstrap";

    /// <summary>The same, widened to Wilson's interval because less than ten prompts stand out.</summary>
    public const string BootstrapAndWilson = "bootstrap + wilson";

    /// <summary>Expanded percentiles of the bootstrap draws (Hesterberg, 2015), for ratios and layers.</summary>
    public const string Percentiles = "bootstrap percentiles";

    /// <summary>Wilson's interval of a share (Wilson, 1927).</summary>
    public const string Wilson = "wilson";

    /// <summary>Intervals that hold all at once, from the largest studentised deviation of the bootstrap draws.</summary>
    public const string Simultaneous = "bootstrap max-t";

    /// <summary>No draw differs from the estimate: an interval without width, which says nothing of prompts that were not seen.</summary>
    public const string NoVariation = "no draw differs";
}
