using System.Text;

namespace Interp.Models.Tokenizers.Words;

/// <summary>Steps over text by code points and their classes.</summary>
internal static class Scan
{
    /// <summary>Class of the code point at <paramref name="index"/> and its width in UTF-16 characters.</summary>
    public static CharacterKind KindAt(ReadOnlySpan<char> text, int index, out int width)
    {
        char c = text[index];
        if (char.IsSurrogate(c))
        {
            Rune.DecodeFromUtf16(text[index..], out var rune, out width);
            return Rune.IsLetter(rune) ? CharacterKind.Letter : Rune.IsNumber(rune) ? CharacterKind.Number : CharacterKind.Other;
        }

        width = 1;
        return char.IsLetter(c) ? CharacterKind.Letter
            : char.IsNumber(c) ? CharacterKind.Number
            : char.IsWhiteSpace(c) ? CharacterKind.Space
            : CharacterKind.Other;
    }

    /// <summary>Class of the code point at <paramref name="index"/>, or null at the end of the text.</summary>
    public static CharacterKind? KindAt(ReadOnlySpan<char> text, int index) =>
        index < text.Length ? KindAt(text, index, out _) : null;

    /// <summary>End of the longest run of at most <paramref name="most"/> code points of one class from <paramref name="index"/>.</summary>
    public static int RunEnd(ReadOnlySpan<char> text, int index, CharacterKind kind, int most = int.MaxValue)
    {
        for (; most > 0 && index < text.Length; most--)
        {
            if (KindAt(text, index, out int width) != kind) break;
            index += width;
        }
        return index;
    }

    /// <summary>End of <c>\s+(?!\S)|\s+</c>: a run of white space, less its last character where a word follows.</summary>
    public static int SpaceEnd(ReadOnlySpan<char> text, int index)
    {
        int end = RunEnd(text, index, CharacterKind.Space);
        return end == text.Length || end - index == 1 ? end : end - 1;
    }

    /// <summary>End of an English contraction (<c>'s 't 're 've 'm 'll 'd</c>) at <paramref name="index"/>, or -1.</summary>
    public static int ContractionEnd(ReadOnlySpan<char> text, int index, bool ignoreCase)
    {
        if (text[index] != '\'' || index + 1 == text.Length) return -1;

        char first = Fold(text[index + 1], ignoreCase);
        if (first is 's' or 't' or 'm' or 'd') return index + 2;
        if (index + 2 == text.Length) return -1;

        char second = Fold(text[index + 2], ignoreCase);
        return (first, second) is ('r', 'e') or ('v', 'e') or ('l', 'l') ? index + 3 : -1;
    }

    // The one letter outside ASCII that folds to a letter of a contraction is the long s.
    private static char Fold(char c, bool ignoreCase) =>
        !ignoreCase ? c : c == '\u017F' ? 's' : char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c;
}
