using System.Collections.Immutable;

namespace Interp.Core.Lens;

/// <summary>What one state would say at one token.</summary>
/// <param name="Top">The likeliest tokens, likeliest first.</param>
/// <param name="Target">The token that is looked for; null for none.</param>
/// <param name="LogProbability">Its log-probability over the whole vocabulary; NaN where there is no target.</param>
/// <param name="Rank">How many tokens are likelier; -1 where there is no target.</param>
public sealed record TokenPrediction(ImmutableArray<RankedToken> Top, int? Target, double LogProbability, int Rank);
