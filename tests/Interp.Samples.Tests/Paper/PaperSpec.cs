using System.Text.RegularExpressions;

namespace Interp.Samples.Tests.Paper;

/// <summary>The reference values of the paper, as the specification beside the repository lists them: computed from the authors' arrays by others.</summary>
internal static partial class PaperSpec
{
    /// <summary>Rows of the tables of a section, cells without emphasis: those of "R3", or of the part of it that follows a text.</summary>
    public static string[][] Rows(string section, string after = "")
    {
        var text = Section(section);
        text = text[text.IndexOf(after, StringComparison.Ordinal)..];
        return
        [
            .. text.Split('\n').SkipWhile(line => !line.StartsWith('|')).TakeWhile(line => line.StartsWith('|')).Skip(2)
                .Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim().Replace("*", "", StringComparison.Ordinal)).ToArray()),
        ];
    }

    /// <summary>The numbers of a list: of the line that begins so, after a text.</summary>
    public static string[] Numbers(string section, string begins, string after = "")
    {
        var text = Section(section);
        text = text[text.IndexOf(after, StringComparison.Ordinal)..];
        var line = text.Split('\n').First(line => line.TrimStart(' ', '-').StartsWith(begins, StringComparison.Ordinal));
        return [.. Number().Matches(line[(line.IndexOf(begins, StringComparison.Ordinal) + begins.Length)..]).Select(match => match.Value)];
    }

    private static string Section(string section)
    {
        var text = File.ReadAllText(Repository.Shared("spec", "paper.md")).ReplaceLineEndings("\n");
        var from = text.IndexOf($"\n**{section}.", StringComparison.Ordinal);
        var to = text.IndexOf("\n**R", from + 1, StringComparison.Ordinal);
        return to < 0 ? text[from..] : text[from..to];
    }

    [GeneratedRegex(@"-?\d+\.\d+")]
    private static partial Regex Number();
}
