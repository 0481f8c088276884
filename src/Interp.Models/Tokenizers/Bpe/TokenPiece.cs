namespace Interp.Models.Tokenizers.Bpe;

/// <summary>A token of a word.</summary>
/// <param name="Id">The token.</param>
/// <param name="Start">Its first character in the word.</param>
/// <param name="End">The character after its last.</param>
internal readonly record struct TokenPiece(int Id, int Start, int End);
