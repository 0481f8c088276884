using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Interp.Models;

/// <summary>What loading tells whoever listens: the activity <c>load</c>, and how long models took to build.</summary>
internal static class ModelTelemetry
{
    /// <summary>Name of the activity source and of the meter.</summary>
    public const string Name = "Interp.Models";

    private static readonly Meter Meter = new(Name);

    public static ActivitySource Source { get; } = new(Name);

    public static Histogram<double> BuildSeconds { get; } = Meter.CreateHistogram<double>("interp.model.build.duration", "s", "Time to read a model's weights and put it together.");
}
