using Interp.Core.Statistics;

namespace Interp.Core.Paths;

/// <summary>What a set of paths does to predictions, with 95 % intervals over prompts.</summary>
/// <param name="Paths">The set.</param>
/// <param name="Difference">How much of the logit difference, shown label less true one, goes when they are patched: positive where they feed the shown label.</param>
/// <param name="Accuracy">What patching them adds to calibrated accuracy.</param>
/// <param name="GapReduction">How much of the accuracy gap that closes; null where correct prompts were patched, or the interval of the gap includes 0.</param>
public sealed record PathEffect(PathSet Paths, IntervalEstimate Difference, IntervalEstimate Accuracy, IntervalEstimate? GapReduction);
