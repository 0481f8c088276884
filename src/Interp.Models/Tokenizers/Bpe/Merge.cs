namespace Interp.Models.Tokenizers.Bpe;

/// <summary>What two neighbouring tokens become.</summary>
/// <param name="Rank">When: lower ranks first.</param>
/// <param name="Result">The token that replaces both.</param>
internal readonly record struct Merge(int Rank, int Result);
