using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Interp.Core.Diagnostics;

/// <summary>
/// What long work tells whoever listens (OpenTelemetry, <c>dotnet-counters</c>, an <see cref="ActivityListener"/>): activities
/// <c>sweep</c>, <c>study</c> and <c>study cell</c>, and counts of prompts and tokens that went through models. Nobody listening
/// costs nothing.
/// </summary>
public static class Telemetry
{
    /// <summary>Name of the activity source and of the meter.</summary>
    public const string Name = "Interp.Core";

    private static readonly Meter Meter = new(Name);

    internal static ActivitySource Source { get; } = new(Name);

    internal static Counter<long> Prompts { get; } = Meter.CreateCounter<long>("interp.sweep.prompts", "{prompt}", "Prompts that went through a model in sweeps.");

    internal static Counter<long> Tokens { get; } = Meter.CreateCounter<long>("interp.sweep.tokens", "{token}", "Tokens of these prompts.");

    internal static Counter<long> Cells { get; } = Meter.CreateCounter<long>("interp.study.cells", "{cell}", "Cells of studies that were read or failed.");
}
