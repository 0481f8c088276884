namespace Interp.Models.Tokenizers;

/// <summary>A token that is found in the text as it is written, before anything is cut or merged.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Content">Its text; not empty.</param>
/// <param name="Normalized">
/// Whether it is looked for, normalised itself, in the normalised text rather than as it is in the input.
/// </param>
internal sealed record AddedToken(int Id, string Content, bool Normalized);
