using System.Collections.Immutable;
using Interp.Core.Prompts;
using Interp.Core.Studies.Paper;
using Interp.Samples.Shared.Charts;
using Interp.Samples.Shared.Figures;

namespace Interp.Samples.Shared.Paper.Items;

/// <summary>Change of accuracy under correct labels, and reduction of the gap, with heads ablated: of "top" heads and of random ones, in three settings.</summary>
internal static class HeadTables
{
    public static PaperNeeds Needs { get; } = new()
    {
        Rows = "ablations heads_ours and random heads, and measurements of the same datasets in the permuted setting",
        Settings = PaperCurves.MainSettings,
        Ablations = [HeadBars.Ablation],
    };

    private static readonly (string Heads, string Prefix)[] Sets = [("top", "ours"), ("random", "random")];

    /// <summary>Adds table and chart of every model that has the rows.</summary>
    /// <param name="drawing">The rows.</param>
    /// <param name="name">Name of the table.</param>
    /// <param name="shown">Datasets to show beside the mean; all if null.</param>
    public static void Make(PaperDrawing drawing, string name, IReadOnlyList<string>? shown)
    {
        foreach (var model in drawing.With(Setting.Permuted))
        {
            (Setting Setting, PaperTable Table)[] tables = [.. PaperCurves.MainSettings.Select(setting => (setting, drawing.Reference($"r06-heads-{model.Name}-{setting.Name()}")!)).Where(one => one.Item2 is not null)];
            if (tables.Length == 0)
            {
                continue; // The paper's is of one model alone.
            }

            drawing.Lacks(PaperCurves.MainSettings.Except(tables.Select(one => one.Setting)).Select(setting => $"{PaperTitles.OfModel(model.Name)}: no ablations of heads in the setting {setting.Name()}"));
            var rows = tables[0].Table.Rows.Select(row => (string)row[0]!).Where(row => shown is null || shown.Contains(row) || !drawing.Suite.All.Contains(row)).ToArray();
            if (shown is not null)
                drawing.Lacks(shown.Except(rows).Select(dataset => $"{PaperTitles.OfModel(model.Name)}, {PaperTitles.OfDataset(dataset)}: not among the averaged datasets that heads were ablated on"));
            drawing.Add(Table(model, name, rows, tables));
            drawing.Add(Picture(model, name, rows, tables));
        }
    }

    private static PaperTable Table(PaperModel model, string name, string[] rows, (Setting Setting, PaperTable Table)[] tables) => new()
    {
        Name = name,
        Title = $"{PaperTitles.OfModel(model.Name)}: heads ablated, change under correct labels (delta_TP, points) and reduction of the gap (delta_gap, %)",
        Columns = ["dataset", "heads", .. tables.SelectMany(one => new[] { $"{one.Setting.Name()}_delta_TP", $"{one.Setting.Name()}_delta_gap" })],
        Rows =
        [
            .. from row in rows
               from set in Sets
               select (ImmutableArray<object?>)[row, set.Heads, .. tables.SelectMany(one => new[] { Cell(one.Table, row, $"{set.Prefix}_true_delta"), Cell(one.Table, row, $"{set.Prefix}_gap_reduction") })],
        ],
        Digits = 2,
    };

    private static Chart Picture(PaperModel model, string name, string[] rows, (Setting Setting, PaperTable Table)[] tables) => new()
    {
        Name = $"{name}-{model.Name}",
        Title = $"{PaperTitles.OfModel(model.Name)}: reduction of the gap without heads",
        Subtitle = "reduction of the gap between correct and false labels when heads are ablated at the last token before a label, in % of the gap; ratios of small gaps go far beyond 0 and 100",
        Panels =
        [
            .. tables.Select(one => new ChartPanel
            {
                Title = $"{one.Setting.Title()} labels",
                X = new ChartAxis("reduction of the gap, %"),
                Y = new ChartAxis("") { Ticks = [.. rows.Select((row, index) => new ChartTick(rows.Length - 1 - index, PaperTitles.OfDataset(row)))], Low = -0.6, High = rows.Length - 0.4 },
                Lines =
                [
                    EarlyExits.Zero(rows.Length),
                    Dots("random heads", new ChartStyle("#7f7f7f", [], 2, ChartMark.DotSquares), one.Table, rows, "random_gap_reduction"),
                    Dots("false induction heads", new ChartStyle("#d62728", [], 2.4f, ChartMark.Dots), one.Table, rows, "ours_gap_reduction"),
                ],
            }),
        ],
    };

    private static ChartLine Dots(string name, ChartStyle style, PaperTable table, string[] rows, string column) =>
        new(name, style, [.. rows.Index().Where(row => Cell(table, row.Item, column) is double).Select(row => new ChartPoint((double)Cell(table, row.Item, column)!, rows.Length - 1 - row.Index))]);

    private static object? Cell(PaperTable table, string row, string column) =>
        table.Rows.FirstOrDefault(cells => Equals(cells[0], row)) is { IsDefault: false } found ? found[table.Columns.IndexOf(column)] : null;
}
