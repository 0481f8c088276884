namespace Interp.Samples.Shared.Heatmap;

/// <summary>What one state says next at one token.</summary>
/// <param name="Token">The likeliest token, decoded.</param>
/// <param name="Probability">Its probability over the whole vocabulary, 0 to 1.</param>
public readonly record struct LensCell(string Token, double Probability);
