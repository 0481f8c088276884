using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Interp.Samples.Shared.Apps;
using Interp.Samples.Shared.Paper;
using Interp.Samples.Shared.Paper.Items;
using Interp.Samples.Shared.Terminal;
using Interp.Samples.Tests.Overthinking;

namespace Interp.Samples.Tests.Paper;

/// <summary>What an app prints of the authors' arrays, read back as a person would.</summary>
internal static partial class PrintedTables
{
    private static readonly ConcurrentDictionary<string, Lazy<CommandRun>> Runs = new();

    /// <summary>The app's output; each is run once.</summary>
    public static CommandRun Of(PaperItem item) => Of(item.Name, (arguments, terminal) => PaperApp.Run(item, arguments, terminal));

    /// <summary>A part of the appendix.</summary>
    public static CommandRun OfAppendix(string part) => Of($"appendix {part}", (arguments, terminal) => PaperApp.Run("appendix", AppendixParts.All, [part, .. arguments], terminal));

    /// <summary>Runs an app.</summary>
    public static CommandRun Run(Func<SampleTerminal, int> app)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = app(SampleTerminal.OfWriters(output, error));
        return new CommandRun(code, output.ToString(), error.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>Rows of the table whose title begins so, by their first cell.</summary>
    public static Dictionary<string, string[]> Table(this CommandRun run, string title)
    {
        string[] lines = [.. run.Output.ReplaceLineEndings("\n").Split('\n')];
        var start = Array.FindIndex(lines, line => line.Trim().Length > 0 && Folded(lines, Array.IndexOf(lines, line)).StartsWith(title, StringComparison.Ordinal));
        start.Should().BeGreaterThanOrEqualTo(0, $"a table \"{title}\" is printed");
        var rule = Array.FindIndex(lines, start, line => line.Contains('━', StringComparison.Ordinal));
        return lines.Skip(rule + 1).TakeWhile(line => line.Trim().Length > 0).Select(line => Gap().Split(line.Trim())).GroupBy(cells => cells[0]).ToDictionary(rows => rows.Key, rows => rows.First()[1..]);
    }

    /// <summary>A title is folded at its table's own width.</summary>
    private static string Folded(string[] lines, int from) => string.Join(' ', lines.Skip(from).Take(4).Select(line => line.Trim()));

    private static CommandRun Of(string name, Func<string[], SampleTerminal, int> app)
    {
        var results = Repository.Shared("paper-results");
        return Runs.GetOrAdd(name, _ => new Lazy<CommandRun>(() =>
        {
            using var folder = new TemporaryFolder();
            var run = Run(terminal => app(["--results", results, "--out", folder.File("out")], terminal));
            run.Complaints.Should().BeEmpty();
            run.ExitCode.Should().Be(0);
            foreach (var picture in Directory.GetFiles(folder.File("out"), "*.png"))
                new[] { ".svg", ".csv" }.Should().OnlyContain(ending => File.Exists(Path.ChangeExtension(picture, ending)));
            return run;
        })).Value;
    }

    [GeneratedRegex(" {2,}")]
    private static partial Regex Gap();
}
