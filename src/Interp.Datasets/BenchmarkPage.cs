using System.Text;
using Interp.Core;
using Interp.Core.Prompts;
using Interp.Core.Randomness;

namespace Interp.Datasets;

/// <summary>Writes the documentation page of a benchmark from the benchmark itself.</summary>
public static class BenchmarkPage
{
    private const int Demonstrations = 4;
    private const int LongestText = 160;

    /// <summary>The page: origin, classes, formats, layouts, and a correct and a permuted prompt.</summary>
    /// <param name="benchmark">What the page is about.</param>
    /// <param name="examples">Where the prompts' examples are drawn from; the same rows give the same page.</param>
    /// <returns>Markdown, lines ended by LF.</returns>
    public static string Markdown(Benchmark benchmark, ExampleSet examples)
    {
        ArgumentNullException.ThrowIfNull(benchmark);
        ArgumentNullException.ThrowIfNull(examples);
        var page = new StringBuilder();
        Line(page, $"# {benchmark.Title}");
        Line(page);
        Facts(page, benchmark);
        Formats(page, benchmark);
        Layouts(page, benchmark);
        Prompts(page, benchmark, examples);
        return page.ToString();
    }

    private static void Facts(StringBuilder page, Benchmark benchmark)
    {
        Line(page, "| | |");
        Line(page, "| --- | --- |");
        Line(page, $"| key | `{benchmark.Key}` |");
        if (benchmark.HubId is not null)
            Line(page, $"| on the hub | `{benchmark.HubId}`{(benchmark.HubConfig is null ? "" : $", configuration `{benchmark.HubConfig}`")}{(benchmark.HubRepository is null ? "" : $"; files in `{benchmark.HubRepository}`")} |");
        Line(page, $"| data | {benchmark.Origin} |");
        Line(page, $"| licence | {benchmark.Licence} |");
        Line(page, $"| split | {benchmark.Split} |");
        Line(page, $"| classes | {string.Join(", ", benchmark.Classes.Select((name, index) => $"{index} {name}"))} |");
        if (!benchmark.UnusedClasses.IsEmpty)
            Line(page, $"| read, never shown | {string.Join(", ", benchmark.UnusedClasses)} |");
        Line(page);
    }

    private static void Formats(StringBuilder page, Benchmark benchmark)
    {
        Line(page, "## Formats");
        Line(page);
        Line(page, "| format | labels | template | narrative |");
        Line(page, "| --- | --- | --- | --- |");
        foreach (var format in benchmark.Formats)
            Line(page, $"| {format.Index} | {string.Join(", ", format.Labels)} | {Code(format.Template)} | {format.Narrative} |");
        Line(page);
        foreach (var published in benchmark.PublishedLabels)
        {
            Line(page, $"The paper's code has other labels in format {published.Format}: {string.Join(", ", published.Labels)} (`Protocol.PublishedLabelWords`). {published.Difference}");
            Line(page);
        }
    }

    private static void Layouts(StringBuilder page, Benchmark benchmark)
    {
        Line(page, "## Files it is read from");
        Line(page);
        Line(page, "In a folder the first of these that exists is taken.");
        Line(page);
        Line(page, "| layout | file names | columns | classes are written as |");
        Line(page, "| --- | --- | --- | --- |");
        foreach (var layout in benchmark.Layouts)
        {
            Line(page, $"| {layout.Name} | {Files(layout)} | {string.Join(", ", layout.Columns.Select(column => $"`{column}`"))} | {layout.Codes.Expected} |");
        }

        Line(page);
    }

    private static string Files(Layout layout)
    {
        if (layout.Files.IsEmpty)
            return "any name";

        var names = layout.Files.Select(file => Path.GetFileName(file.ToString())).Distinct();
        string[] folders = [.. layout.Files.Select(file => Path.GetDirectoryName(file.Parts[0])).Distinct().Select(folder => string.IsNullOrEmpty(folder) ? "the folder itself" : $"`{folder}`")];
        var where = folders is ["the folder itself"] ? "" : $"; in {string.Join(", ", folders)}";
        return string.Join(", ", names.Select(name => $"`{name}`")) + where;
    }

    private static void Prompts(StringBuilder page, Benchmark benchmark, ExampleSet examples)
    {
        var format = benchmark.Format(0, Protocol.Corrected);
        var drawn = Draw(benchmark, examples);
        Line(page, "## A correct prompt and a permuted one");
        Line(page);
        if (benchmark.NotQuotedBecause is { } reason)
        {
            Line(page, $"The texts are left out: {reason}.");
            Line(page);
        }

        Fenced(page, format, drawn, shift: 0);
        Fenced(page, format, drawn, shift: 1);
        page.Length--; // one line end at the end of the page
    }

    private static Example[] Draw(Benchmark benchmark, ExampleSet examples)
    {
        var random = new RandomStream(seed: 1);
        var classes = Enumerable.Range(0, benchmark.Classes.Length).ToArray();
        random.Shuffle<int>(classes);
        return [.. Enumerable.Range(0, Demonstrations).Select(index => Quote(benchmark, DrawOne(examples, classes[index % classes.Length], random)))];
    }

    private static Example DrawOne(ExampleSet examples, int @class, RandomStream random)
    {
        Example[] rows = [.. examples.OfClass(@class).Where(row => row.Fields.Sum(text => text.Length) <= LongestText)];
        return rows.Length > 0
            ? rows[random.Below(rows.Length)]
            : throw new ArgumentException($"{examples.Source} has no example of class {@class} of at most {LongestText} characters to show.", nameof(examples));
    }

    private static Example Quote(Benchmark benchmark, Example example) =>
        benchmark.NotQuotedBecause is null ? example : example with { Fields = [.. example.Fields.Select(_ => "(text)")] };

    private static void Fenced(StringBuilder page, PromptFormat format, Example[] drawn, int shift)
    {
        var demonstrations = drawn.Select(example => format.Write(example, (example.Class + shift) % format.Labels.Length).Text);
        var parts = format.Narrative.Length == 0 ? demonstrations : demonstrations.Prepend(format.Narrative);
        Line(page, "```text");
        Line(page, string.Join(PromptComposer.Separator, parts));
        Line(page, "```");
        Line(page);
    }

    private static string Code(string template) => $"`{template.Replace("\n", "⏎", StringComparison.Ordinal)}`";

    private static void Line(StringBuilder page, string text = "") => page.Append(text).Append('\n');
}
