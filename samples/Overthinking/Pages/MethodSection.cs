using Interp.Samples.Shared.Html;

namespace Interp.Samples.Overthinking.Pages;

/// <summary>How the numbers were made, and how to make them again.</summary>
/// <param name="absent">What the rows do not hold, in lines.</param>
internal sealed class MethodSection(IReadOnlyList<string> absent) : ReportSection
{
    public override string Id => "method";

    public override string Title => "How this was made";

    public override string Needs => "measurements";

    public override Markup Body(ReportRows rows)
    {
        string[] methods = [.. rows.Results.Measurements.Select(row => row.Method).OfType<string>().Where(method => method != "no draw differs").Distinct().Order(StringComparer.Ordinal)];
        return Tag.P("The rows are the study's tables; this page is a function of them and of the prompts that the study kept, and of nothing else: the same rows give the same bytes.")
            + Tag.Plain("pre", Tag.Plain("code", $"{Commands.Study}\n{Commands.Report}\n{Commands.Check}"))
            + (methods.Length == 0
                ? Tag.P("These rows give an upper bound of 95 % intervals, mirrored here for the lower one; how they were made they do not say.")
                : Tag.P($"Intervals are 95 %: {string.Join("; ", methods)}, over prompts. docs/intervals.md says how."))
            + Tag.P("Definitions: ", Tag.Link("https://arxiv.org/abs/2307.09476", "Halawi, Denain and Steinhardt, Overthinking the Truth (ICLR 2024)"), ". The paper's numbers here were computed from the arrays that its authors published.")
            + (absent.Count == 0 ? Markup.Empty : Tag.Heading(3, "absent", "Not in this page") + Tag.Plain("ul", Markup.Join(absent.Select(line => Tag.Plain("li", line)))));
    }
}
