namespace Interp.Core.Metrics;

/// <summary>A number computed from some of the prompts, each as often as it was drawn.</summary>
/// <param name="prompts">Indices of the prompts, repeats included.</param>
public delegate double ResampledStatistic(ReadOnlySpan<int> prompts);
