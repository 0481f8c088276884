using System.Collections.Immutable;
using Interp.Core.Prompts;
using Interp.Core.Results;
using Interp.Core.Studies;
using Interp.Core.Studies.Paper;
using Interp.Samples.Shared.Charts;
using Interp.Samples.Shared.Studies;

namespace Interp.Samples.Shared.Paper;

/// <summary>Rows, and the charts and tables that a figure or table of the paper is made of.</summary>
public sealed class PaperDrawing
{
    private const string PapersMainModel = "gpt_j";
    private readonly List<Chart> _charts = [];
    private readonly List<PaperTable> _tables = [];
    private readonly HashSet<PaperTable> _ofPanels = [];
    private readonly List<string> _missing = [];
    private readonly Lazy<ImmutableArray<PaperTable>> _reference;

    /// <summary>Takes rows.</summary>
    /// <param name="results">Rows of any models.</param>
    /// <param name="choice">Which of them are wanted.</param>
    /// <exception cref="ArgumentException">There are no rows of the wanted model.</exception>
    public PaperDrawing(ResultsFolder results, PaperChoice choice)
    {
        ArgumentNullException.ThrowIfNull(results);
        ArgumentNullException.ThrowIfNull(choice);
        Choice = choice;
        Results = choice.Model is { } model ? results.Of(model) : results;
        Suite = PaperSuite.For(Results);
        Models = PaperModel.Of(Results, Suite);
        _reference = new(() => PaperTables.Of(Results, Suite).Tables);
    }

    /// <summary>The rows.</summary>
    public ResultsFolder Results { get; }

    /// <summary>Which of them are wanted.</summary>
    public PaperChoice Choice { get; }

    /// <summary>Which datasets are averaged.</summary>
    public BenchmarkSuite Suite { get; }

    /// <summary>The models.</summary>
    public ImmutableArray<PaperModel> Models { get; }

    /// <summary>What is drawn.</summary>
    public IReadOnlyList<Chart> Charts => _charts;

    /// <summary>What is printed.</summary>
    public IReadOnlyList<PaperTable> Tables => _tables;

    /// <summary>The tables that are no chart's own numbers.</summary>
    public IEnumerable<PaperTable> OwnTables => _tables.Where(table => !_ofPanels.Contains(table));

    /// <summary>What the paper has and these rows do not.</summary>
    public IReadOnlyList<string> Missing => _missing;

    /// <summary>What there is, for messages.</summary>
    public string Present => Models.IsEmpty
        ? $"no rows of models ({string.Join(", ", Results.Files.DefaultIfEmpty("no result file at all"))})"
        : string.Join("; ", Models.Select(model => $"{model.Name}: {string.Join(", ", model.Settings.Select(setting => setting.Name()).DefaultIfEmpty("no measurements"))}"));

    /// <summary>The paper's main model, or the first there is, among those that have a setting; null where none has.</summary>
    /// <param name="setting">The setting.</param>
    public PaperModel? Main(Setting setting = Setting.Permuted)
    {
        PaperModel[] able = [.. With(setting)];
        return able.FirstOrDefault(model => model.Name == PapersMainModel) ?? able.FirstOrDefault();
    }

    /// <summary>The models that have measurements of datasets in a setting.</summary>
    /// <param name="setting">The setting.</param>
    public IEnumerable<PaperModel> With(Setting setting) => Models.Where(model => model.Find(setting) is { } curves && Suite.All.Any(curves.Has));

    /// <summary>Those of some datasets that a model has, in that order; the others are named as missing. The choice goes before, and all there are after.</summary>
    /// <param name="model">The model.</param>
    /// <param name="setting">The setting.</param>
    /// <param name="paper">What the paper shows.</param>
    public ImmutableArray<string> Datasets(PaperModel model, Setting setting, params IReadOnlyList<string> paper)
    {
        ArgumentNullException.ThrowIfNull(model);
        var wanted = Choice.Datasets.IsEmpty ? paper : Choice.Datasets;
        var curves = model.Curves(setting);
        ImmutableArray<string> found = [.. wanted.Where(curves.Has)];
        Lacks(wanted.Except(found).Select(dataset => $"{PaperTitles.OfModel(model.Name)}, {PaperTitles.OfDataset(dataset)}: no measurements in the setting {setting.Name()}"));
        return !found.IsEmpty || !Choice.Datasets.IsEmpty ? found : [.. Suite.All.Where(curves.Has)];
    }

    /// <summary>Accuracy of a guess.</summary>
    /// <param name="dataset">The dataset's key.</param>
    public double Chance(string dataset) => Suite.Labels.TryGetValue(dataset, out var labels) ? 1.0 / labels : throw new ArgumentException($"{dataset} is none of the paper's datasets: its number of labels is not known.", nameof(dataset));

    /// <summary>Adds a chart, if it has a panel.</summary>
    /// <param name="chart">The chart.</param>
    public void Add(Chart chart)
    {
        ArgumentNullException.ThrowIfNull(chart);
        if (!chart.Panels.IsEmpty)
            _charts.Add(chart);
    }

    /// <summary>Adds a table, if it has a row.</summary>
    /// <param name="table">The table.</param>
    public void Add(PaperTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (!table.Rows.IsEmpty)
            _tables.Add(table);
    }

    /// <summary>Adds a panel's numbers as a table that is printed; its file is the chart's.</summary>
    /// <param name="panel">The panel.</param>
    /// <param name="digits">Digits after the point.</param>
    public void Add(ChartPanel panel, int digits = 3)
    {
        var table = ChartTables.Of(panel, digits);
        _ofPanels.Add(table);
        Add(table);
    }

    /// <summary>Adds those of the paper's reference tables whose names begin so.</summary>
    /// <param name="begins">"r08", or "r09-sst2-by-format-gpt_j".</param>
    public void AddReference(string begins)
    {
        foreach (var table in _reference.Value.Where(table => table.Name.StartsWith(begins, StringComparison.Ordinal)))
            Add(table);
    }

    /// <summary>The reference table of a name; null where the rows do not allow it.</summary>
    /// <param name="name">Its whole name.</param>
    public PaperTable? Reference(string name) => _reference.Value.FirstOrDefault(table => table.Name == name);

    /// <summary>Names what the paper has and these rows do not.</summary>
    /// <param name="what">Each in a line.</param>
    public void Lacks(params IEnumerable<string> what) => _missing.AddRange(what.Except(_missing));

    /// <summary>Names the models that the paper shows and these rows do not have.</summary>
    /// <param name="paper">The paper's models.</param>
    public void LacksModels(params IEnumerable<string> paper)
    {
        if (Choice.Model is null && Models.Any(model => paper.Contains(model.Name)))
            Lacks(paper.Except(Models.Select(model => model.Name)).Select(model => $"{PaperTitles.OfModel(model)}: no rows of it"));
    }
}
