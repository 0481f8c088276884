using System.Collections.Immutable;
using Interp.Core.Metrics;
using Interp.Core.Prompts;
using Interp.Core.Results;
using Interp.Core.Studies;
using Interp.Core.Studies.Specs;
using Interp.Core.Studies.Tables;
using Interp.Datasets;
using Interp.Samples.Shared.Studies;

namespace Interp.Samples.Overthinking.Pages;

/// <summary>Result rows, to be asked by model, setting and dataset. Several formats of a dataset count as their mean.</summary>
internal sealed class ReportRows
{
    /// <summary>The dataset of rows that are averages over datasets.</summary>
    public const string Mean = "mean";

    private readonly Dictionary<(string Model, Setting Setting, string Dataset), StateCurves> _curves = [];
    private readonly ILookup<(string Model, Setting Setting, string Dataset), Measurement> _measurements;
    private readonly ILookup<(string Model, Setting Setting, string Dataset, string Measure), MeasureRow> _measures;

    private readonly Dictionary<string, IReadOnlyList<Setting>> _settings;
    private readonly Dictionary<string, IReadOnlyList<string>> _datasets;

    private ReportRows(ResultsFolder results, StudySpec? spec, IReadOnlyList<StoredCell> cells)
    {
        (Results, Spec, Cells) = (results, spec, cells);
        _measurements = results.Measurements.ToLookup(row => (row.Model, row.Setting, row.Dataset));
        _measures = results.Measures.ToLookup(row => (row.Model, row.Setting, row.Dataset, row.Measure));
        _settings = _measurements.GroupBy(rows => rows.Key.Model).ToDictionary(rows => rows.Key, rows => (IReadOnlyList<Setting>)[.. rows.Select(row => row.Key.Setting).Distinct().Order()]);
        _datasets = _measurements.GroupBy(rows => rows.Key.Model).ToDictionary(rows => rows.Key, rows => InOrder([.. rows.Select(row => row.Key.Dataset).Distinct().Order(StringComparer.Ordinal)]));
        Models = [.. (spec is null ? results.Models : spec.Models.Select(model => model.Name)).Where(_settings.ContainsKey)]; // Attention alone makes no report.
    }

    /// <summary>True where figures leave out what a page of so many has no room for.</summary>
    public bool IsLean { get; private init; }

    /// <summary>All rows.</summary>
    public ResultsFolder Results { get; }

    /// <summary>The study's spec; null where the folder holds rows and no study.</summary>
    public StudySpec? Spec { get; }

    /// <summary>What was read prompt by prompt; none where the folder holds rows only.</summary>
    public IReadOnlyList<StoredCell> Cells { get; }

    /// <summary>The models, in the spec's order.</summary>
    public IReadOnlyList<string> Models { get; }

    /// <summary>Reads a study's folder, or one that holds rows only.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="model">Only this model; null for all.</param>
    /// <exception cref="InvalidDataException">It has no measurements, or a file is damaged.</exception>
    public static ReportRows Read(string folder, string? model)
    {
        var isStudy = File.Exists(Path.Combine(folder, "manifest.json"));
        var tables = Path.Combine(folder, "tables");
        if (isStudy && !Directory.Exists(tables))
            throw new InvalidDataException($"{folder}: the study has no tables yet. Finish it with \"study run\", or make them with \"study measure\".");
        var all = ResultsFolder.Read(isStudy ? tables : folder);
        var results = model is null ? all : all.Of(model);
        if (results.Measurements.Count == 0)
            throw new InvalidDataException($"{all.Path}: no file in it holds measurements, of which the report is made{(all.Skipped.IsEmpty ? "" : $"; looked into {string.Join(", ", all.Skipped)}")}.");
        if (results.Measurements.GroupBy(row => row.Model).FirstOrDefault(rows => rows.Select(row => row.Protocol).Distinct().Count() > 1)?.Key is { } twice)
            throw new InvalidDataException($"{all.Path}: the rows of {twice} are of several protocols; a report is of one. Keep those of one protocol in a folder.");
        return new ReportRows(
            results,
            isStudy ? SpecFile.Read(Path.Combine(folder, "spec.json")) : null,
            isStudy ? [.. StoredCell.All(folder).Where(cell => model is null || cell.Id.Model == model)] : []);
    }

    /// <summary>The same rows, for leaner figures.</summary>
    public ReportRows Lean() => new(Results, Spec, Cells) { IsLean = true };

    /// <summary>The settings of a model, the permuted one first.</summary>
    public IReadOnlyList<Setting> Settings(string model) => _settings[model];

    /// <summary>The setting that most figures show.</summary>
    public Setting Main(string model) => Settings(model)[0];

    /// <summary>The datasets of a model, in the order of the spec or of the paper.</summary>
    public IReadOnlyList<string> Datasets(string model) => _datasets[model];

    /// <summary>Those of them that averages are over.</summary>
    public IReadOnlyList<string> Averaged(string model) =>
        [.. Datasets(model).Where(dataset => Spec is null ? PaperSuite.Suite.Averaged.Contains(dataset) : Spec.Datasets.Any(known => known.Name == dataset && known.Averaged))];

    /// <summary>The dataset that stands for a model: the average where there is one, else Unnatural, else the first.</summary>
    public string Typical(string model) => HasMean(model, Main(model)) ? Mean : Datasets(model).Contains("unnatural") ? "unnatural" : Datasets(model)[0];

    /// <summary>True where there are rows of averages.</summary>
    public bool HasMean(string model, Setting setting) => _measures[(model, setting, Mean, "accuracy_gap")].Any();

    /// <summary>The curves of a dataset; null where there are none.</summary>
    /// <exception cref="ArgumentException">A state or a kind of prompts is missing.</exception>
    public StateCurves? Curves(string model, Setting setting, string dataset)
    {
        var key = (model, setting, dataset);
        if (!_measurements[key].Any())
            return null;
        return _curves.TryGetValue(key, out var known) ? known : _curves[key] = StateCurves.Of([.. _measurements[key]], new CurveCell(setting, dataset));
    }

    /// <summary>The measurements of a dataset.</summary>
    public IEnumerable<Measurement> Measurements(string model, Setting setting, string dataset) => _measurements[(model, setting, dataset)];

    /// <summary>Number of labels of a dataset; null where it is not known.</summary>
    public int? Labels(string dataset) => Cells.FirstOrDefault(cell => cell.Id.Dataset == dataset)?.Prompts.Labels.Length
        ?? BenchmarkRegistry.Paper.All.FirstOrDefault(benchmark => benchmark.Key == dataset)?.Classes.Length;

    /// <summary>A measure's value with its interval; null where there is none.</summary>
    public Interval? Measure(string model, Setting setting, string dataset, string name, MeasuredPrompts? prompts = null, int? state = null, int? demonstration = null)
    {
        MeasureRow[] rows = [.. _measures[(model, setting, dataset, name)].Where(row => (prompts is null || row.Prompts == prompts) && (state is null || row.State == state) && (demonstration is null || row.Demonstration == demonstration))];
        return rows.Length == 0 || rows.Any(row => row.Value is null) ? null : new Interval(rows.Average(row => row.Value!.Value), rows.Average(row => row.Low ?? row.Value!.Value), rows.Average(row => row.High ?? row.Value!.Value));
    }

    /// <summary>The rows of a measure.</summary>
    public IEnumerable<MeasureRow> Measures(string model, Setting setting, string dataset, string name) => _measures[(model, setting, dataset, name)];

    /// <summary>A measure by state; empty where there is none.</summary>
    public ImmutableArray<Interval> ByState(string model, Setting setting, string dataset, string name, MeasuredPrompts prompts)
    {
        var rows = _measures[(model, setting, dataset, name)].Where(row => row.Prompts == prompts && row.State is not null && row.Value is not null).ToLookup(row => row.State!.Value);
        return [.. Enumerable.Range(0, rows.Count).TakeWhile(rows.Contains).Select(state => rows[state].Where(row => row.Demonstration == rows[state].Max(other => other.Demonstration)))
            .Select(at => new Interval(at.Average(row => row.Value!.Value), at.Average(row => row.Low ?? row.Value!.Value), at.Average(row => row.High ?? row.Value!.Value)))];
    }

    /// <summary>Title of a dataset.</summary>
    public static string TitleOf(string dataset) => dataset == Mean ? "mean of datasets" : BenchmarkRegistry.Paper.All.FirstOrDefault(benchmark => benchmark.Key == dataset)?.Title ?? dataset;

    private IReadOnlyList<string> InOrder(string[] there)
    {
        string[] order = Spec is null ? [.. BenchmarkRegistry.Paper.All.Select(benchmark => benchmark.Key)] : [.. Spec.Datasets.Select(dataset => dataset.Name)];
        return [.. order.Intersect(there), .. there.Except(order)];
    }
}
