namespace Interp.Core.Statistics;

/// <summary>A number computed from several, such as a gap from two accuracies.</summary>
/// <param name="values">The ingredients, all from the same draw.</param>
public delegate double CombinedStatistic(ReadOnlySpan<double> values);
