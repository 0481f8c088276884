namespace Interp.Models.Tokenizers.Words;

/// <summary>The words of GPT-4's cl100k and of Llama 3 (numbers of up to three digits) and Qwen 2 (single digits).</summary>
/// <param name="digits">Most digits a word may have.</param>
internal sealed class Cl100kWords(int digits) : WordScanner
{
    /// <summary>The regular expression that this scanner is with three digits, as files write it.</summary>
    public const string ThreeDigitsPattern =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    /// <summary>The regular expression that this scanner is with one digit, as files write it.</summary>
    public const string OneDigitPattern =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    /// <inheritdoc/>
    public override int End(ReadOnlySpan<char> text, int start)
    {
        int contraction = Scan.ContractionEnd(text, start, ignoreCase: true);
        if (contraction > 0) return contraction;

        var kind = Scan.KindAt(text, start, out int width);
        if (kind == CharacterKind.Number) return Scan.RunEnd(text, start, kind, digits);

        int letters = kind == CharacterKind.Letter || IsNewLine(text[start]) ? start : start + width;
        if (Scan.KindAt(text, letters) == CharacterKind.Letter) return Scan.RunEnd(text, letters, CharacterKind.Letter);

        int others = text[start] == ' ' ? start + 1 : start;
        if (Scan.KindAt(text, others) == CharacterKind.Other)
        {
            int end = Scan.RunEnd(text, others, CharacterKind.Other);
            while (end < text.Length && IsNewLine(text[end])) end++;
            return end;
        }

        int spaces = Scan.RunEnd(text, start, CharacterKind.Space);
        int lastNewLine = text[start..spaces].LastIndexOfAny('\r', '\n');
        return lastNewLine >= 0 ? start + lastNewLine + 1 : Scan.SpaceEnd(text, start);
    }

    private static bool IsNewLine(char c) => c is '\r' or '\n';
}
