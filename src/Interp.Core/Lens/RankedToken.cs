namespace Interp.Core.Lens;

/// <summary>A token that a state would say, with its probability over the whole vocabulary.</summary>
/// <param name="Token">Its id.</param>
/// <param name="Probability">0 to 1.</param>
public readonly record struct RankedToken(int Token, double Probability);
