using System.Collections.Immutable;
using Interp.Core.Metrics;
using Interp.Core.Prompts;
using Interp.Core.Results;

namespace Interp.Core.Studies;

/// <summary>Calibrated accuracy by state at the last demonstration: the curves of the paper's Figures 1 and 3.</summary>
public sealed record StateCurves
{
    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>The protocol of the rows.</summary>
    public required Protocol Protocol { get; init; }

    /// <summary>How the false prompts' labels were dealt.</summary>
    public required Setting Setting { get; init; }

    /// <summary>The dataset's key.</summary>
    public required string Dataset { get; init; }

    /// <summary>Demonstrations of a prompt, the last one included.</summary>
    public required int Demonstrations { get; init; }

    /// <summary>Under correct prompts, by state.</summary>
    public required ImmutableArray<Interval> Correct { get; init; }

    /// <summary>Under false prompts, by state.</summary>
    public required ImmutableArray<Interval> False { get; init; }

    /// <summary>Without any demonstration: demonstration 0 of the correct prompts, by state.</summary>
    public required ImmutableArray<Interval> ZeroShot { get; init; }

    /// <summary>The last state: the number of blocks.</summary>
    public int LastState => Correct.Length - 1;

    /// <summary>Takes the curves of one cell from rows.</summary>
    /// <param name="rows">Rows of any models, datasets, settings and formats.</param>
    /// <param name="cell">Which of them.</param>
    /// <exception cref="ArgumentException">
    /// The rows lack the cell or a state of it, have a row twice, or are of several models or protocols; the message says
    /// what is there.
    /// </exception>
    public static StateCurves Of(IReadOnlyList<Measurement> rows, CurveCell cell)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(cell);
        Measurement[] found = [.. rows.Where(cell.Has)];
        if (found.Length == 0)
            throw new ArgumentException($"There are no rows of {cell}; there are {Present(rows)}.", nameof(rows));

        var model = Only(found, row => row.Model, "models", cell);
        var protocol = Only(found, row => row.Protocol, "protocols", cell);
        if (found.GroupBy(row => (row.Format, row.Prompts, row.State, row.Demonstration)).FirstOrDefault(rows => rows.Count() > 1)?.Key is { } twice)
            throw new ArgumentException($"The rows of {cell} have {Place(twice.Prompts, twice.State, twice.Demonstration, twice.Format)} more than once.", nameof(rows));
        var last = found.Max(row => row.Demonstration);
        return new StateCurves
        {
            Model = model,
            Protocol = protocol,
            Setting = cell.Setting,
            Dataset = cell.Dataset,
            Demonstrations = last + 1,
            Correct = Curve(found, PromptKind.Correct, last, cell),
            False = Curve(found, PromptKind.False, last, cell),
            ZeroShot = Curve(found, PromptKind.Correct, 0, cell),
        };
    }

    /// <summary>The mean over formats, estimates and upper bounds each averaged (paper, section 1.14); each format has each state once.</summary>
    private static ImmutableArray<Interval> Curve(Measurement[] found, PromptKind kind, int demonstration, CurveCell cell)
    {
        var states = found.Max(row => row.State) + 1;
        var here = found.Where(row => row.Prompts == kind && row.Demonstration == demonstration).ToLookup(row => (row.Format, row.State), row => row.Accuracy);
        int[] formats = [.. found.Select(row => row.Format).Distinct().Order()];
        return [.. Enumerable.Range(0, states).Select(state => Average([.. formats.Select(format => One(here[(format, state)].ToArray(), format, state))]))];

        Interval One(Interval[] intervals, int format, int state) => intervals.Length == 1
            ? intervals[0]
            : throw new ArgumentException(
                $"The rows of {cell} lack {Place(kind, state, demonstration, format)}.", nameof(found));
    }

    private static string Place(PromptKind kind, int state, int demonstration, int format) =>
        $"state {state} of the {(kind == PromptKind.Correct ? "correct" : "false")} prompts at demonstration {demonstration}, format {format}";

    private static T Only<T>(Measurement[] found, Func<Measurement, T> of, string what, CurveCell cell)
    {
        T[] all = [.. found.Select(of).Distinct()];
        return all.Length == 1 ? all[0] : throw new ArgumentException($"The rows of {cell} are of several {what}: {string.Join(", ", all)}. Take those of one.", nameof(found));
    }

    private static Interval Average(Interval[] formats) => new(
        formats.Average(interval => interval.Estimate), formats.Average(interval => interval.Lower), formats.Average(interval => interval.Upper));

    private static string Present(IReadOnlyList<Measurement> rows) => rows.Count == 0
        ? "none at all"
        : string.Join("; ", rows.GroupBy(row => (row.Model, row.Setting)).Select(group =>
            $"{group.Key.Model}, {group.Key.Setting.Name()}: {string.Join(", ", group.Select(row => row.Dataset).Distinct())} (formats {string.Join(", ", group.Select(row => row.Format).Distinct().Order())})"));
}
