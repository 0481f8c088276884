namespace Interp.Core.Metrics;

/// <summary>Calibrated accuracy under correct and under false prompts of the same examples.</summary>
/// <param name="Correct">Under correct prompts.</param>
/// <param name="False">Under false prompts.</param>
public readonly record struct AccuracyPair(double Correct, double False)
{
    /// <summary>The accuracy gap: correct minus false (paper, section 1.6).</summary>
    public double Gap => Correct - False;
}
