namespace Interp.Models.Tokenizers;

/// <summary>An added token found in a text.</summary>
/// <param name="Id">The token.</param>
/// <param name="Start">Its first character.</param>
/// <param name="End">One past its last character.</param>
internal readonly record struct AddedTokenMatch(int Id, int Start, int End);
