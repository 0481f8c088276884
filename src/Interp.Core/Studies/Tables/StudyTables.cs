using System.Collections.Immutable;
using Interp.Core.Results;
using Interp.Core.Studies.Measures;
using Interp.Core.Studies.Specs;
using Interp.Core.Studies.Stores;

namespace Interp.Core.Studies.Tables;

/// <summary>Makes the tables of a results folder from what was read: no model is needed, nor any forward.</summary>
public static class StudyTables
{
    /// <summary>Makes the tables of a results folder again, say with a measure added to its spec.</summary>
    /// <param name="folder">A results folder.</param>
    /// <param name="measures">The measures; null for those of its spec.</param>
    /// <exception cref="FileNotFoundException">It is no results folder.</exception>
    /// <exception cref="InvalidDataException">A damaged file; or a measure that needs something that was not read.</exception>
    /// <exception cref="StoreException">The folder cannot be written, or a runner works in it.</exception>
    public static void Make(string folder, IReadOnlyList<string>? measures = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var spec = StudyFolder.SpecOf(folder);
        var wanted = measures is null ? spec : spec with { Measures = [.. measures] };
        if (SpecRules.Faults(wanted).FirstOrDefault() is { } fault)
            throw new InvalidDataException(fault);
        using var open = StudyFolder.Open(folder, spec, TimeProvider.System, _ => { });
        Write(folder, wanted, StudyManifest.Read(folder).Cells);
    }

    /// <summary>Writes all tables.</summary>
    internal static void Write(string folder, StudySpec spec, ImmutableArray<ManifestCell> cells)
    {
        var (measurements, measures, ablations) = (new List<Measurement>(), new List<MeasureRow>(), new List<AblationRow>());
        var (attention, heads, parts) = (new List<AttentionRow>(), new List<HeadRow>(), new List<AverageTables.Part>());
        foreach (var cell in InOrder(spec, cells))
        {
            if (cell.State != CellState.Done)
            {
                measures.Add(MeasureRows.Without(cell.Source(spec.Protocol), "cell", cell.Reason ?? "not finished"));
                continue;
            }

            var data = CellData.Of(folder, spec, cell);
            var measured = data.Measured;
            AblatedCell[] ablated = [.. cell.Ablations.Select(ablation => new AblatedCell(data, ablation))];
            ResultRow[] rows = [.. spec.Measures.SelectMany(name => StudyMeasure.Find(name)!.Rows(measured))];
            measurements.AddRange(Studies.Measurements.Of(measured.Reading, cell.Id.Model, measured.Accuracy, measured.Permuted));
            measures.AddRange([.. rows.OfType<MeasureRow>(), .. ablated.SelectMany(one => one.Effects())]);
            ablations.AddRange(ablated.SelectMany(one => one.Rows()));
            attention.AddRange(rows.OfType<AttentionRow>());
            heads.AddRange(rows.OfType<HeadRow>());
            parts.Add(new(cell.Id, measured.Accuracy.Select((_, scores) => scores.AtLastDemonstration()), ablated.ToDictionary(one => one.Name, one => one.Mean().Select((_, states) => states[^1]))));
        }

        measures.AddRange(AverageTables.Rows(spec, parts));
        var target = Path.Combine(folder, "tables");
        SafeFile.Guard(target, () => Directory.CreateDirectory(target));
        Save(target, ResultTables.Measurements, measurements);
        Save(target, ResultTables.Measures, measures);
        Save(target, ResultTables.Ablations, ablations);
        Save(target, ResultTables.Attention, attention);
        Save(target, ResultTables.Heads, heads);
    }

    /// <summary>As the spec lists them, in whatever order they were run.</summary>
    private static IEnumerable<ManifestCell> InOrder(StudySpec spec, ImmutableArray<ManifestCell> cells)
    {
        string[] models = [.. spec.Models.Select(model => model.Name)];
        string[] datasets = [.. spec.Datasets.Select(dataset => dataset.Name)];
        return cells.OrderBy(cell => Array.IndexOf(models, cell.Id.Model)).ThenBy(cell => Array.IndexOf(datasets, cell.Id.Dataset)).ThenBy(cell => cell.Id.Format).ThenBy(cell => spec.Settings.IndexOf(cell.Id.Setting));
    }

    private static void Save<TRow>(string folder, ResultTable<TRow> table, IReadOnlyList<TRow> rows)
        where TRow : ResultRow
    {
        foreach (var ending in new[] { ".csv.gz", ".parquet" })
        {
            var path = Path.Combine(folder, table.Name + ending);
            SafeFile.Guard(path, () => table.Write(path, rows));
        }
    }
}
