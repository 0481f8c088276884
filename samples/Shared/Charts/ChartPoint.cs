namespace Interp.Samples.Shared.Charts;

/// <summary>One point of a line, or one bar.</summary>
/// <param name="X">Where.</param>
/// <param name="Y">How high.</param>
/// <param name="Low">Lower bound of its interval; null for none.</param>
/// <param name="High">Upper bound of its interval; null for none.</param>
/// <param name="Label">What the point is, where points have names: "4.1".</param>
public readonly record struct ChartPoint(double X, double Y, double? Low = null, double? High = null, string? Label = null);
