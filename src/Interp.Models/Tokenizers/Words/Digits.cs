namespace Interp.Models.Tokenizers.Words;

/// <summary>Parts numbers from everything else.</summary>
/// <param name="one">Whether every digit is a word of its own, rather than every run of them.</param>
internal sealed class Digits(bool one) : WordScanner
{
    /// <inheritdoc/>
    public override int End(ReadOnlySpan<char> text, int start)
    {
        if (Scan.KindAt(text, start) == CharacterKind.Number)
            return Scan.RunEnd(text, start, CharacterKind.Number, one ? 1 : int.MaxValue);

        int end = start;
        while (end < text.Length && Scan.KindAt(text, end, out int width) != CharacterKind.Number)
            end += width;
        return end;
    }
}
