using Interp.Core.Prompts;
using Interp.Core.Studies.Plans;
using Interp.Samples.Shared.Figures;
using Interp.Samples.Shared.Html;

namespace Interp.Samples.Overthinking.Pages;

/// <summary>From a point of a curve to the prompts behind it.</summary>
/// <param name="cells">The cells' prompts, in the order of the rows' cells.</param>
/// <param name="most">Prompts of a cell that the page holds.</param>
internal sealed class PromptSection(IReadOnlyList<FlippedPrompts> cells, int most) : ReportSection
{
    public override string Id => "prompts";

    public override string Title => "From a point to its prompts";

    public override string Needs => "a study's folder, which keeps what was read of every prompt";

    /// <summary>The place of a cell's prompts; null where there are none.</summary>
    public static string? PlaceOf(ReportRows rows, string model, Setting setting, string dataset)
    {
        var index = rows.Cells.ToList().FindIndex(cell => cell.Id.Model == model && cell.Id.Setting == setting && cell.Id.Dataset == dataset);
        return index < 0 ? null : PlaceOf(index);
    }

    public override Markup Body(ReportRows rows)
    {
        if (cells.Count == 0 || most == 0)
            return Markup.Empty;
        var words = Tag.P(
            "Prompts with false labels that a state has right and the last state wrong. Right means that the true label's share lies above its own threshold over all prompts of the cell, so a share below one half can be right. "
            + "The boxes show each prompt's answer state by state, from the embedding to the last one: filled is right.");
        return words + Chooser() + Markup.Join(cells.Select(Cell));
    }

    private static string PlaceOf(int index) => $"prompts-{Num.Of(index)}";

    private Markup Chooser()
    {
        var options = cells.Select((cell, i) => Tag.Of("option", [("value", PlaceOf(i))], NameOf(cell.Cell.Id)));
        return Tag.Of(
            "div", [("id", "choose"), ("role", "group"), ("aria-label", "Choose prompts"), ("hidden", "")],
            Tag.Of("label", [("for", "choose-cell")], "Dataset"), Tag.Of("select", [("id", "choose-cell")], Markup.Join(options)),
            Tag.Of("label", [("for", "choose-state")], "Right at state"), Tag.Of("select", [("id", "choose-state")], Tag.Of("option", [("value", "0")], "0")),
            Tag.Of("p", [("id", "chosen"), ("role", "status")]));
    }

    private Markup Cell(FlippedPrompts cell, int index)
    {
        var card = new PromptCard(cell, PlaceOf(index));
        var chosen = cell.Choose(most);
        var (count, last) = (cell.Counts[cell.Best], cell.States - 1);
        var words = $"{Num.Of(count)} of {Num.Of(cell.Prompts.Count)} prompts are right at state {Num.Of(cell.Best)}, the best, and wrong at state {Num.Of(last)}, the last. ";
        return Tag.Of(
            "details",
            [("class", "cell-prompts"), ("id", PlaceOf(index)), ("data-counts", string.Join(',', cell.Counts)), ("data-total", Num.Of(cell.Prompts.Count)), ("data-best", Num.Of(cell.Best))],
            Tag.Plain("summary", NameOf(cell.Cell.Id), " ", Tag.In("span", "ci", $"{Num.Of(count)} of {Num.Of(cell.Prompts.Count)} flip from state {Num.Of(cell.Best)}")),
            Tag.P(chosen.Length == 0 ? words + "None flips from any other state either." : words + $"Here are {Num.Of(chosen.Length)} of those that flip from this or another state."),
            Markup.Join(chosen.Select((prompt, i) => card.Of(prompt, isPrinted: i == 0 && index == 0))));
    }

    private static string NameOf(CellId id) => $"{ReportRows.TitleOf(id.Dataset)}, {id.Setting.Title()} labels{(id.Format == 0 ? "" : $", format {Num.Of(id.Format)}")}, {id.Model}";
}
