namespace Interp.Models.Tokenizers.Words;

/// <summary>Cuts behind every <paramref name="delimiter"/>, which stays with what came before it.</summary>
internal sealed class AfterCharacter(char delimiter) : WordScanner
{
    /// <inheritdoc/>
    public override int End(ReadOnlySpan<char> text, int start) =>
        text[start..].IndexOf(delimiter) is >= 0 and var found ? start + found + 1 : text.Length;
}
