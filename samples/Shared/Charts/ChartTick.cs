namespace Interp.Samples.Shared.Charts;

/// <summary>A named place of an axis.</summary>
/// <param name="At">Where.</param>
/// <param name="Text">Its name.</param>
public readonly record struct ChartTick(double At, string Text);
