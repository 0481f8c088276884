namespace Interp.Samples.Overthinking.Commands;

/// <summary>One thing that was looked at.</summary>
/// <param name="What">The thing.</param>
/// <param name="Ok">False where the program cannot work with it.</param>
/// <param name="Found">What was found; where it is wrong, the way out.</param>
internal sealed record Finding(string What, bool Ok, string Found);
