namespace Interp.Models.Tokenizers.Words;

/// <summary>Cuts text into words that tokens never cross, one after another, leaving nothing out.</summary>
internal abstract class WordScanner
{
    /// <summary>End of the word that begins at <paramref name="start"/>.</summary>
    /// <param name="text">The whole text to cut; what follows a word may decide where it ends.</param>
    /// <param name="start">Where the previous word ended; less than the text's length.</param>
    /// <returns>More than <paramref name="start"/>, never inside a surrogate pair.</returns>
    public abstract int End(ReadOnlySpan<char> text, int start);
}
