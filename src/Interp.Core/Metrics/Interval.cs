namespace Interp.Core.Metrics;

/// <summary>An estimate with the bounds of its confidence interval.</summary>
/// <param name="Estimate">The estimate.</param>
/// <param name="Lower">Lower bound.</param>
/// <param name="Upper">Upper bound.</param>
public readonly record struct Interval(double Estimate, double Lower, double Upper);
