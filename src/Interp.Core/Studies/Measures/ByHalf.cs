using Interp.Core.Statistics;

namespace Interp.Core.Studies.Measures;

/// <summary>Accuracy under false prompts by state, of each half of the prompts.</summary>
/// <param name="First">Of the first half.</param>
/// <param name="Second">Of the second half, on draws of its own.</param>
internal sealed record ByHalf(IReadOnlyList<Bootstrapped> First, IReadOnlyList<Bootstrapped> Second);
