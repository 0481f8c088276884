using System.Collections.Immutable;
using Interp.Core.Metrics;
using Interp.Core.Prompts;
using Interp.Core.Results;

namespace Interp.Core.Studies;

/// <summary>The measurements of one model, protocol and setting, to be asked for by dataset and place. Several formats of a dataset count as their mean.</summary>
public sealed class SettingCurves
{
    private readonly Dictionary<(string Dataset, int Format, PromptKind Kind, int State, int Demonstration), Measurement> _rows;
    private readonly ImmutableDictionary<string, ImmutableArray<int>> _formats;
    private readonly ImmutableDictionary<string, int> _last;

    /// <summary>Takes rows.</summary>
    /// <param name="rows">Rows of one model, protocol and setting.</param>
    /// <exception cref="ArgumentException">No rows, rows of several models, protocols or settings, or a row twice.</exception>
    public SettingCurves(IReadOnlyCollection<Measurement> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var first = rows.FirstOrDefault() ?? throw new ArgumentException("There are no rows.", nameof(rows));
        (Model, Protocol, Setting) = (first.Model, first.Protocol, first.Setting);
        _rows = new(rows.Count);
        foreach (var row in rows)
        {
            if (row.Model != Model || row.Protocol != Protocol || row.Setting != Setting)
                throw new ArgumentException($"Rows of {row.Model}, {row.Protocol}, {row.Setting.Name()} among those of {this}; take one of them.", nameof(rows));
            if (!_rows.TryAdd((row.Dataset, row.Format, row.Prompts, row.State, row.Demonstration), row))
                throw new ArgumentException($"A second row of {row.Key}.", nameof(rows));
        }

        LastState = rows.Max(row => row.State);
        _formats = rows.GroupBy(row => row.Dataset).ToImmutableDictionary(dataset => dataset.Key, dataset => dataset.Select(row => row.Format).Distinct().Order().ToImmutableArray());
        _last = rows.GroupBy(row => row.Dataset).ToImmutableDictionary(dataset => dataset.Key, dataset => dataset.Max(row => row.Demonstration));
    }

    /// <summary>The model's name.</summary>
    public string Model { get; }

    /// <summary>The protocol of the rows.</summary>
    public Protocol Protocol { get; }

    /// <summary>How the false prompts' labels were dealt.</summary>
    public Setting Setting { get; }

    /// <summary>The last state: the number of blocks.</summary>
    public int LastState { get; }

    /// <summary>True if there are rows of the dataset.</summary>
    public bool Has(string dataset) => _formats.ContainsKey(dataset);

    /// <summary>The dataset's formats that were measured, in order.</summary>
    /// <exception cref="ArgumentException">There are no rows of the dataset.</exception>
    public ImmutableArray<int> Formats(string dataset) => _formats.TryGetValue(dataset, out var formats) ? formats : throw Lacks($"dataset {dataset}");

    /// <summary>The dataset's last demonstration, where most of the paper's numbers are read.</summary>
    /// <exception cref="ArgumentException">There are no rows of the dataset.</exception>
    public int LastDemonstration(string dataset) => _last.TryGetValue(dataset, out var last) ? last : throw Lacks($"dataset {dataset}");

    /// <summary>Calibrated accuracy, the mean over formats.</summary>
    /// <param name="dataset">The dataset's key.</param>
    /// <param name="kind">Under which prompts.</param>
    /// <param name="state">State of the stream.</param>
    /// <param name="demonstration">Demonstrations before the prediction.</param>
    /// <param name="formats">Which formats; all if null.</param>
    /// <exception cref="ArgumentException">A row is not there.</exception>
    public double Accuracy(string dataset, PromptKind kind, int state, int demonstration, IReadOnlyList<int>? formats = null) =>
        (formats ?? Formats(dataset)).Average(format => Row(dataset, format, kind, state, demonstration).CalibratedAccuracy);

    /// <summary>Calibrated accuracy with its interval; of several formats, estimates and bounds are each averaged (paper, section 1.14).</summary>
    /// <param name="dataset">The dataset's key.</param>
    /// <param name="kind">Under which prompts.</param>
    /// <param name="state">State of the stream.</param>
    /// <param name="demonstration">Demonstrations before the prediction.</param>
    /// <param name="formats">Which formats; all if null.</param>
    /// <exception cref="ArgumentException">A row is not there.</exception>
    public Interval AccuracyInterval(string dataset, PromptKind kind, int state, int demonstration, IReadOnlyList<int>? formats = null)
    {
        Interval[] each = [.. (formats ?? Formats(dataset)).Select(format => Row(dataset, format, kind, state, demonstration).Accuracy)];
        return new(each.Average(interval => interval.Estimate), each.Average(interval => interval.Lower), each.Average(interval => interval.Upper));
    }

    /// <summary>Permuted score, the mean over formats.</summary>
    /// <param name="dataset">The dataset's key.</param>
    /// <param name="kind">Under which prompts.</param>
    /// <param name="state">State of the stream.</param>
    /// <param name="demonstration">Demonstrations before the prediction.</param>
    /// <exception cref="ArgumentException">A row is not there.</exception>
    public double Permuted(string dataset, PromptKind kind, int state, int demonstration) =>
        Formats(dataset).Average(format => Row(dataset, format, kind, state, demonstration).PermutedScore);

    /// <summary>Calibrated accuracy at the last demonstration by state, the mean over formats.</summary>
    /// <param name="dataset">The dataset's key.</param>
    /// <param name="kind">Under which prompts.</param>
    /// <param name="formats">Which formats; all if null.</param>
    /// <exception cref="ArgumentException">A row is not there.</exception>
    public ImmutableArray<double> ByState(string dataset, PromptKind kind, IReadOnlyList<int>? formats = null) =>
        [.. Enumerable.Range(0, LastState + 1).Select(state => Accuracy(dataset, kind, state, LastDemonstration(dataset), formats))];

    /// <summary>For messages: "gpt_j, published, random_labels".</summary>
    public override string ToString() => $"{Model}, {Protocol}, {Setting.Name()}";

    private Measurement Row(string dataset, int format, PromptKind kind, int state, int demonstration) =>
        _rows.TryGetValue((dataset, format, kind, state, demonstration), out var row)
            ? row
            : throw Lacks($"{dataset}, format {format}, {PromptNames.Of(kind)} prompts, state {state}, demonstration {demonstration}");

    private ArgumentException Lacks(string what) => new($"The rows of {this} lack {what}.");
}
