namespace Interp.Samples.Overthinking.Cluster;

/// <summary>Words of a shell.</summary>
internal static class ShellText
{
    /// <summary>A word as a shell reads it back, in quotes where it needs them.</summary>
    public static string Quote(string word) => word.Length > 0 && word.All(letter => char.IsAsciiLetterOrDigit(letter) || "-_./:=+,@%".Contains(letter, StringComparison.Ordinal))
        ? word
        : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    /// <summary>A command line.</summary>
    public static string Line(IEnumerable<string> words) => string.Join(' ', words.Select(Quote));
}
