using System.Globalization;

namespace Interp.Core.Paths;

/// <summary>Numbers in the names of senders and receivers.</summary>
internal static class PathText
{
    public static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static string Of(string word, int number) => string.Create(CultureInfo.InvariantCulture, $"{word} {number}");
}
