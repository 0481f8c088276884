using System.Text.Json;
using Interp.Core.Studies.Paper;
using Interp.Samples.Shared.Charts;
using Interp.Samples.Shared.Figures;
using Interp.Samples.Shared.Hosting;
using Interp.Samples.Shared.Paper;
using Interp.Samples.Shared.Results;
using Interp.Samples.Shared.Terminal;

namespace Interp.Samples.Shared.Apps;

/// <summary>Prints drawings, and puts their pictures and numbers into a folder, all or none.</summary>
/// <param name="folder">Where they go.</param>
/// <param name="terminal">Where JSON goes.</param>
/// <param name="told">Where everything else goes.</param>
/// <param name="scale">Dots a unit of PNGs.</param>
/// <param name="json">Whether tables come as JSON.</param>
internal sealed class PaperOutput(OutputFolder folder, SampleTerminal terminal, SampleTerminal told, int scale, bool json)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private readonly List<PaperDrawing> _drawings = [];

    /// <summary>Takes one more.</summary>
    public void Take(PaperDrawing drawing) => _drawings.Add(drawing);

    /// <summary>Prints and writes all.</summary>
    public void Publish()
    {
        PaperTable[] tables = [.. _drawings.SelectMany(drawing => drawing.Tables)];
        string[] missing = [.. _drawings.SelectMany(drawing => drawing.Missing).Distinct()];
        var written = new List<string>();
        folder.Publish(stage => written.AddRange(Write(stage)));
        if (json)
        {
            terminal.Line(JsonSerializer.Serialize(
                new
                {
                    tables = tables.Select(table => new { table.Name, table.Title, table.Columns, table.Rows }),
                    missing,
                    folder = folder.Path,
                    files = written,
                },
                Indented));
            return;
        }

        foreach (var table in tables)
            terminal.WriteWide(ValueTable.Of(table));
        foreach (var line in missing)
            told.Line($"Missing: {line}.");
        told.Note($"Written to {folder.Path}: {string.Join(", ", written)}");
    }

    private IEnumerable<string> Write(string stage)
    {
        foreach (var chart in _drawings.SelectMany(drawing => drawing.Charts))
        {
            var name = FileName.Of(chart.Name);
            ChartPainter.Paint(chart).Save(stage, name, scale);
            ChartTables.Points(chart).Write(Path.Combine(stage, $"{name}.csv"));
            yield return $"{name}.png, .svg, .csv";
        }

        foreach (var same in _drawings.SelectMany(drawing => drawing.OwnTables).GroupBy(table => FileName.Of(table.Name)))
        {
            foreach (var (index, table) in same.Index())
            {
                var name = $"table-{same.Key}{(index == 0 ? "" : $"-{index + 1}")}.csv";
                table.Write(Path.Combine(stage, name));
                yield return name;
            }
        }
    }
}
