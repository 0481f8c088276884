using System.Collections.Immutable;
using Interp.Core.Metrics;
using Interp.Samples.Shared.Figures;
using Interp.Samples.Shared.Html;
using Interp.Samples.Shared.Studies;

namespace Interp.Samples.Overthinking.Pages;

/// <summary>The paper's numbers and these rows' side by side; and what departs from the paper, in one list.</summary>
internal sealed class PaperSection : ReportSection
{
    private const int PaperDemonstrations = 40;
    private const int PaperPrompts = 1000;

    public override string Id => "paper";

    public override string Title => "Beside the paper";

    public override string Needs => "measurements";

    public override Markup Body(ReportRows rows) =>
        Markup.Join(rows.Models.Select(model => ModelHeading(rows, model) + Claims(model, [.. Claim.Of(rows, model)]) + Values(rows, model, [.. PaperComparison.Of(rows, model)])))
        + Tag.Heading(3, "departures", "Departures from the paper")
        + Tag.Plain("ul", Markup.Join(Departures(rows).Select(line => Tag.Plain("li", line))));

    private static Markup Claims(string model, Claim[] claims) => claims.Length == 0 ? Markup.Empty : new HtmlTable(
        $"{model}: what the paper says, and what these rows say of it", ["the paper says", "#of GPT-J", "#here", "#must exceed", "holds"],
        [.. claims.Select(claim => ImmutableArray.Create<Markup>(claim.Text, claim.Paper, Cell(claim.Ours), Num.Of(claim.Threshold), Word(claim.Holds)))]).ToMarkup();

    private Markup Values(ReportRows rows, string model, PaperComparison[] values)
    {
        if (values.Length == 0)
            return Tag.In("p", "note", $"The paper has no numbers of {model} that these rows have too.");
        var numbers = new Numbers(
            $"{model}: the paper's numbers and these rows'", ["of", "setting", "quantity", "#paper", "#here", "#difference", "paper within interval", "source"],
            [.. values.Select(value => ImmutableArray.Create<object?>(ReportRows.TitleOf(value.Paper.Dataset), value.Paper.Setting.Title(), value.Paper.Quantity.Replace('_', ' '), value.Paper.Value, value.Ours, value.Difference, Word(value.IsWithin).ToString(), value.Paper.Table))]);
        var (all, known) = (values.Length, values.Where(value => value.IsWithin is not null).ToArray());
        var words = $"{Num.Of(all)} numbers that both have; mean absolute difference {Num.Of(values.Where(value => !value.Paper.Quantity.EndsWith("layer", StringComparison.Ordinal)).Select(value => Math.Abs(value.Difference)).DefaultIfEmpty(0).Average(), 4)} (layers aside)."
            + (known.Length == 0 ? "" : $" The paper's lies within the interval in {Num.Of(known.Count(value => value.IsWithin == true))} of {Num.Of(known.Length)}; intervals of this study's prompts only, so that two studies of one truth disagree more often than 1 time in 20.");
        return Tag.P(words) + Tag.Details($"{Num.Of(all)} numbers side by side", numbers.ToMarkup())
            + Tag.In("p", "links", DataLink.Of($"{IdOf(rows, model)}.csv", "text/csv;charset=utf-8", numbers.ToCsv(), "CSV"));
    }

    private static IEnumerable<Markup> Departures(ReportRows rows)
    {
        foreach (var model in rows.Models)
        {
            Markup name = Tag.Plain("b", model);
            foreach (var claim in Claim.Of(rows, model).Where(claim => claim.Holds != true))
                yield return name + $": {(claim.Holds is null ? "not shown either way" : "does not hold")}: {claim.Text} Here " + Cell(claim.Ours) + $", the paper {claim.Paper}.";
            foreach (var value in PaperComparison.Of(rows, model).Where(value => value.IsWithin == false))
                yield return name + $": {ReportRows.TitleOf(value.Paper.Dataset)}, {value.Paper.Setting.Title()}, {value.Paper.Quantity.Replace('_', ' ')}: the paper {Num.Of(value.Paper.Value)}, here " + Cell(value.Ours) + $", difference {Num.Of(value.Difference, 3, signed: true)}.";
            foreach (var line in Scale(rows, model))
                yield return name + ": " + line;
        }

        foreach (var protocol in rows.Results.Measurements.Select(row => row.Protocol).Distinct())
        {
            yield return protocol == Core.Protocol.Published
                ? "Protocol \"published\": what the paper's code does, its mistakes included."
                : $"Protocol \"{protocol}\": the paper's definitions, not its code's behaviour: one final norm at the last state, the unembedding's bias kept, shares without an added 1e-14, ablated parts silent, label positions found in the whole prompt. docs/intervals.md and the type Protocol name every difference.";
        }
    }

    private static IEnumerable<string> Scale(ReportRows rows, string model)
    {
        var missing = PaperSuite.Suite.Averaged.Except(rows.Datasets(model)).ToArray();
        if (missing.Length > 0)
            yield return $"{missing.Length} of the paper's 14 averaged datasets are not in these rows.";
        var demonstrations = 1 + rows.Results.Measurements.Where(row => row.Model == model).Max(row => row.Demonstration);
        if (demonstrations < PaperDemonstrations)
            yield return $"{demonstrations} demonstrations a prompt; the paper has {PaperDemonstrations} (20 for models of 1,024 tokens).";
        if (rows.Results.Measurements.Where(row => row.Model == model).Max(row => row.Count) is { } count and < PaperPrompts)
            yield return $"{count} prompts of each kind; the paper has {PaperPrompts} (500 for the smaller runs).";
    }

    private static Markup Cell(Interval value) => value.Upper - value.Lower > 1e-12 ? Num.WithBounds(value) : Num.Of(value.Estimate);

    private static Markup Word(bool? answer) => answer switch { true => "yes", false => "no", null => "–" };
}
