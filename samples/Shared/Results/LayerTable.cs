using System.Globalization;
using Interp.Core.Metrics;
using Interp.Core.Studies;
using Interp.Samples.Shared.Figures;
using Spectre.Console;

namespace Interp.Samples.Shared.Results;

/// <summary>The curves as a table: layer by layer, with 95 % intervals.</summary>
public static class LayerTable
{
    /// <summary>Makes the table.</summary>
    /// <param name="curves">What to show.</param>
    /// <param name="chance">Accuracy of a guess.</param>
    public static Table Of(StateCurves curves, double chance)
    {
        ArgumentNullException.ThrowIfNull(curves);
        var table = new Table()
            .Border(TableBorder.SimpleHeavy)
            .AddColumn(new TableColumn("layer").RightAligned())
            .AddColumn(Column("correct labels", "green"))
            .AddColumn(Column($"{curves.Setting.Title()} labels", "red"))
            .AddColumn(Column("zero-shot", "blue"))
            .AddColumn(Column("chance", "default"));
        for (var layer = 0; layer <= curves.LastState; layer++)
        {
            table.AddRow(
                layer.ToString(CultureInfo.InvariantCulture),
                Cell(curves.Correct[layer]), Cell(curves.False[layer]), Cell(curves.ZeroShot[layer]), Number(chance));
        }

        return table.Caption($"calibrated accuracy with 95 % intervals, {curves.Demonstrations} demonstrations");
    }

    private static TableColumn Column(string name, string color) => new TableColumn($"[{color}]{name}[/]").Centered().NoWrap();

    /// <summary>Of an interval that is wider on one side, the wider half.</summary>
    private static string Cell(Interval value) => $"{Number(value.Estimate)} ± {Number(Math.Max(value.Upper - value.Estimate, value.Estimate - value.Lower))}";

    private static string Number(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);
}
