using System.Globalization;
using Interp.Core;
using Interp.Core.Prompts;
using Interp.Core.Studies;

namespace Interp.Samples.Shared.Results;

/// <summary>The columns of result files, and how a row is written in them: the model, the protocol, and the paper's own columns.</summary>
internal static class MeasurementColumns
{
    private const string Correct = "correct";
    private const string False = "false";

    /// <summary>The columns of the paper's result files, each of one model.</summary>
    public static IReadOnlyList<(string Name, Func<Measurement, string> Text)> OfPaper { get; } =
    [
        ("setting", row => row.Setting.Name()),
        ("dataset", row => row.Dataset),
        ("format", row => Text(row.Format)),
        ("prompts", row => row.Prompts switch
        {
            PromptKind.Correct => Correct,
            PromptKind.False => False,
            _ => throw new ArgumentOutOfRangeException(nameof(row), row.Prompts, "There are correct and false prompts."),
        }),
        ("layer", row => Text(row.State)),
        ("position", row => Text(row.Demonstration)),
        ("calibrated_accuracy", row => Text(row.CalibratedAccuracy)),
        ("upper95", row => Text(row.Upper95)),
        ("permuted_score", row => Text(row.PermutedScore)),
    ];

    /// <summary>All columns.</summary>
    public static IReadOnlyList<(string Name, Func<Measurement, string> Text)> All { get; } =
        [("model", row => row.Model), ("protocol", row => row.Protocol.ToString()), .. OfPaper];

    /// <summary>A row from its cells; path and line are for messages.</summary>
    /// <param name="path">The file.</param>
    /// <param name="line">The line.</param>
    /// <param name="cells">As many as <see cref="All"/>, or as <see cref="OfPaper"/>.</param>
    /// <param name="paper">What the paper's files do not say.</param>
    public static Measurement Row(string path, int line, string[] cells, (string Model, Protocol Protocol)? paper)
    {
        var columns = paper is null ? All : OfPaper;
        if (cells.Length != columns.Count)
            throw new InvalidDataException($"{path}: line {line}: found {cells.Length} columns, expected {columns.Count}.");
        var first = paper is null ? All.Count - OfPaper.Count : 0;
        return new Measurement
        {
            Model = paper?.Model ?? NotEmpty(0),
            Protocol = paper?.Protocol ?? ParseProtocol(1),
            Setting = Cell(first, "a setting's name", text => Enum.GetValues<Setting>().Select(known => (Setting?)known).FirstOrDefault(known => known!.Value.Name() == text)),
            Dataset = cells[first + 1],
            Format = Cell(first + 2, "a whole number from 0", Count),
            Prompts = Cell<PromptKind>(first + 3, "correct or false", text => text switch { Correct => PromptKind.Correct, False => PromptKind.False, _ => null }),
            State = Cell(first + 4, "a whole number from 0", Count),
            Demonstration = Cell(first + 5, "a whole number from 0", Count),
            CalibratedAccuracy = Cell(first + 6, "a number", Number),
            Upper95 = Cell(first + 7, "a number", Number),
            PermutedScore = Cell(first + 8, "a number", Number),
        };

        T Cell<T>(int column, string expected, Func<string, T?> parse)
            where T : struct => parse(cells[column]) ?? throw Misfit(column, expected);

        string NotEmpty(int column) => string.IsNullOrWhiteSpace(cells[column]) ? throw Misfit(column, "a model's name") : cells[column];

        Protocol ParseProtocol(int column)
        {
            try
            {
                return Protocol.Parse(cells[column]);
            }
            catch (FormatException e)
            {
                throw new InvalidDataException($"{path}: line {line}: column {columns[column].Name}: {e.Message}", e);
            }
        }

        InvalidDataException Misfit(int column, string expected) =>
            new($"{path}: line {line}: column {columns[column].Name}: found \"{cells[column]}\", expected {expected}.");
    }

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);

    private static int? Count(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;
}
