namespace Interp.Models.Tokenizers.Words;

/// <summary>Cuts before every run of <paramref name="delimiter"/>, which stays with what comes after it.</summary>
internal sealed class BeforeRun(char delimiter) : WordScanner
{
    /// <inheritdoc/>
    public override int End(ReadOnlySpan<char> text, int start)
    {
        int word = text[start..].IndexOfAnyExcept(delimiter);
        if (word < 0) return text.Length;
        return text[(start + word)..].IndexOf(delimiter) is >= 0 and var found ? start + word + found : text.Length;
    }
}
