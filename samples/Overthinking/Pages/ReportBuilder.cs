using Interp.Samples.Shared.Html;

namespace Interp.Samples.Overthinking.Pages;

/// <summary>Makes the page of rows.</summary>
internal static class ReportBuilder
{
    /// <summary>The most bytes of a page.</summary>
    public const int MostBytes = 3 * 1024 * 1024;

    private const string LeftOut = "Figures as SVG files, and their values under a resting pointer: left out to keep this page of several models within 3 MB; a page of one model (--model) has them.";
    private static readonly int[] Prompts = [24, 16, 12, 8, 5, 3];
    private static readonly int[] FewerPrompts = [8, 5, 3, 1, 0];

    /// <summary>The page: with as many prompts of each cell as it has room for; where there is little, with leaner figures.</summary>
    /// <exception cref="InvalidDataException">The rows do not fit one page, even so.</exception>
    public static string Page(ReportRows rows)
    {
        FlippedPrompts[] cells = [.. rows.Cells.Select(cell => new FlippedPrompts(cell))];
        return Fitting(rows, cells, Prompts) ?? Fitting(rows.Lean(), cells, FewerPrompts)
            ?? throw new InvalidDataException($"{rows.Results.Path}: the report of {rows.Models.Count} models would be larger than {MostBytes / 1024 / 1024} MB. Make one for each model with --model: {string.Join(", ", rows.Models)}.");
    }

    private static string? Fitting(ReportRows rows, FlippedPrompts[] cells, int[] prompts)
    {
        ReportSection[] before = [new LayerSection()];
        ReportSection[] after = [new DemonstrationSection(), new AblationSection(), new HeadSection(), new AnatomySection(), new PaperSection()];
        var rendered = before.Concat(after).ToDictionary(section => section, section => section.Render(rows));
        foreach (var most in prompts.Take(cells.Length == 0 ? 1 : prompts.Length))
        {
            var section = new PromptSection(cells, most);
            var page = Page(rows, [.. before.Select(part => (part, rendered[part])), (section, section.Render(rows)), .. after.Select(part => (part, rendered[part]))]);
            if (System.Text.Encoding.UTF8.GetByteCount(page) <= MostBytes)
                return page;
        }

        return null;
    }

    private static string Page(ReportRows rows, IReadOnlyList<(ReportSection Section, Markup Body)> sections)
    {
        var method = new MethodSection([.. sections.Where(part => part.Body.IsEmpty).Select(part => $"{part.Section.Title}: needs {part.Section.Needs}."), .. rows.IsLean ? new[] { LeftOut } : []]);
        var present = sections.Where(part => !part.Body.IsEmpty).Append((method, method.Render(rows))).ToArray();
        var contents = Tag.Of("nav", [("aria-label", "Contents")], Tag.Plain("ul", Markup.Join(present.Select(part => Tag.Plain("li", Tag.Link($"#{part.Item1.Id}", part.Item1.Title))))));
        return new HtmlPage
        {
            Title = $"Overthinking: {string.Join(", ", rows.Models)}",
            Description = "What each layer of a language model would answer after correct and after wrong demonstrations.",
            Style = PageSource.Read("page.css") + PageSource.Read("chart.css") + PageSource.Read("tokens.css") + PageSource.Read(typeof(ReportBuilder).Assembly, "report.css"),
            Script = PageSource.Read(typeof(ReportBuilder).Assembly, "report.js"),
            Body = Tag.Of("a", [("class", "skip"), ("href", "#content")], "To the content") + OpeningSection.Render(rows) + contents + Tag.Of("main", [("id", "content")], Markup.Join(present.Select(part => part.Item2))),
        }.ToString();
    }
}
