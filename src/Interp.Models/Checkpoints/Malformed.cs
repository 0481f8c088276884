using System.Globalization;
using System.Text;

namespace Interp.Models.Checkpoints;

/// <summary>The exception for a file that is not what it should be.</summary>
/// <remarks>
/// Messages quote files that may be hostile: whatever one says, no message is longer than a screen, and none holds a
/// character that steers a terminal or turns a line round.
/// </remarks>
internal static class Malformed
{
    private const int MaxQuoted = 100;
    private const int MaxMessage = 4_000;

    public static InvalidDataException File(string path, string what, Exception? cause = null) => Data($"{path}: {what}.", cause);

    /// <summary>An exception with a message of its own.</summary>
    public static InvalidDataException Data(string message, Exception? cause = null) => new(Plain(message, MaxMessage), cause);

    /// <summary>Text from a file, safe to put in a message: cut, and without control characters.</summary>
    public static string Quote(string text) => $"'{Cut(text)}'";

    /// <summary>The same without quotation marks.</summary>
    public static string Cut(string text) => Plain(text, MaxQuoted);

    private static string Plain(string text, int most)
    {
        var plain = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (plain.Length >= most)
                return plain.Append("...").ToString();
            if (IsShown(rune))
                plain.Append(rune);
            else
                plain.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:X4}");
        }

        return plain.ToString();
    }

    // A lone surrogate is read as U+FFFD.
    private static bool IsShown(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.OtherNotAssigned) && rune != Rune.ReplacementChar;
}
