using System.Collections.Immutable;
using System.Globalization;
using Interp.Core.Metrics;
using Interp.Core.Prompts;
using Interp.Core.Studies.Paper;
using Interp.Core.Studies.Specs;
using Interp.Samples.Shared.Charts;

namespace Interp.Samples.Shared.Paper.Items;

/// <summary>Bars of final accuracy with nothing ablated, random heads, and the heads of the highest prefix-matching scores.</summary>
internal static class HeadBars
{
    public const string Ours = "heads_ours";

    /// <summary>The paper's five heads, chosen as it does.</summary>
    public static AblationSpec Ablation { get; } = new() { Name = Ours, Component = AblatedComponent.Heads, Top = 5 };

    /// <summary>Random heads by their names in results: the paper's files, this library's studies.</summary>
    private static readonly string[] RandomNames = ["heads_null", $"{Ours} controls"];

    /// <summary>The name of the random heads in a model's rows; null where there are none.</summary>
    public static string? RandomOf(PaperModel model) => RandomNames.FirstOrDefault(model.Ablations.Contains);

    /// <summary>The panel; null where the heads were not ablated on the dataset.</summary>
    public static ChartPanel? Of(PaperModel model, string dataset)
    {
        var last = model.Curves(Setting.Permuted).LastState;
        (string Name, string? Ablation)[] cases = [("nothing\nablated", null), ("random\nheads", RandomOf(model) ?? "none"), ("false induction\nheads", Ours)];
        Interval?[] Of(PromptKind kind) => [.. cases.Select(one => one.Ablation is null ? model.Accuracy(Setting.Permuted, dataset, kind, last) : model.AblatedAccuracy(Setting.Permuted, one.Ablation, dataset, kind, last))];
        var (correct, @false) = (Of(PromptKind.Correct), Of(PromptKind.False));
        if (correct[2] is null || @false[2] is null)
            return null;
        return new ChartPanel
        {
            Title = "Accuracy of the last layer without heads",
            X = new ChartAxis("ablated at the last token before a label") { Ticks = [.. cases.Select((one, index) => new ChartTick(index, one.Name))], Low = 0, High = 2 },
            Y = new ChartAxis("calibrated accuracy") { Low = 0, High = 1 },
            Lines = [Line("correct labels", PaperStyles.Correct, correct), Line("permuted labels", PaperStyles.Of(Setting.Permuted), @false)],
        };
    }

    /// <summary>The bars as a table, with the share of the gap that goes.</summary>
    public static PaperTable Table(PaperModel model, string dataset, ChartPanel bars)
    {
        var (correct, @false) = (bars.Lines[0].Points.ToDictionary(point => point.X, point => point.Y), bars.Lines[1].Points.ToDictionary(point => point.X, point => point.Y));
        return new PaperTable
        {
            Name = "figure1-heads",
            Title = string.Create(CultureInfo.InvariantCulture, $"{PaperTitles.OfModel(model.Name)}, {PaperTitles.OfDataset(dataset)}: last layer with heads ablated; gap reduction in % of the gap, against the accuracy under correct labels with nothing ablated"),
            Columns = ["ablated", "correct labels", "permuted labels", "gap reduction"],
            Rows = [.. bars.X.Ticks.Where(tick => correct.ContainsKey(tick.At)).Select(tick => ImmutableArray.Create<object?>(tick.Text.ReplaceLineEndings(" "), correct[tick.At], @false[tick.At], Reduction(tick.At)))],
            Digits = 3,
        };

        double? Reduction(double at)
        {
            var (none, ablated) = (new AccuracyPair(correct[0], @false[0]), new AccuracyPair(correct[at], @false[at]));
            return at == 0 ? null : 100 * GapReduction.Of([none], [ablated]).Ratios[0];
        }
    }

    private static ChartLine Line(string name, ChartStyle style, Interval?[] values) => new(
        name,
        PaperStyles.AsBars(style),
        [.. values.Index().Where(one => one.Item is not null).Select(one => new ChartPoint(one.Index, one.Item!.Value.Estimate, one.Item.Value.Lower, one.Item.Value.Upper))]);
}
