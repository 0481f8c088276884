using System.Globalization;
using Interp.Core.Prompts;
using Interp.Core.Studies;

namespace Interp.Samples.Shared.Results;

/// <summary>The columns of the paper's result files, and how a row is written in them.</summary>
internal static class MeasurementColumns
{
    public static IReadOnlyList<(string Name, Func<Measurement, string> Text)> All { get; } =
    [
        ("setting", row => row.Setting.Name()),
        ("dataset", row => row.Dataset),
        ("format", row => Text(row.Format)),
        ("prompts", row => row.Prompts == PromptKind.Correct ? Correct : False),
        ("layer", row => Text(row.Layer)),
        ("position", row => Text(row.Position)),
        ("calibrated_accuracy", row => Text(row.CalibratedAccuracy)),
        ("upper95", row => Text(row.Upper95)),
        ("permuted_score", row => Text(row.PermutedScore)),
    ];

    private const string Correct = "correct";
    private const string False = "false";

    /// <summary>A row from its cells; path and line are for messages.</summary>
    public static Measurement Row(string path, int line, string[] cells)
    {
        if (cells.Length != All.Count)
            throw new InvalidDataException($"{path}: line {line}: found {cells.Length} columns, expected {All.Count}.");
        return new Measurement
        {
            Setting = Cell(0, "a setting's name", text => Enum.GetValues<Setting>().Select(known => (Setting?)known).FirstOrDefault(known => known!.Value.Name() == text)),
            Dataset = cells[1],
            Format = Cell(2, "a whole number from 0", Count),
            Prompts = Cell<PromptKind>(3, "correct or false", text => text switch { Correct => PromptKind.Correct, False => PromptKind.False, _ => null }),
            Layer = Cell(4, "a whole number from 0", Count),
            Position = Cell(5, "a whole number from 0", Count),
            CalibratedAccuracy = Cell(6, "a number", Number),
            Upper95 = Cell(7, "a number", Number),
            PermutedScore = Cell(8, "a number", Number),
        };

        T Cell<T>(int column, string expected, Func<string, T?> parse)
            where T : struct =>
            parse(cells[column]) ?? throw new InvalidDataException($"{path}: line {line}: column {All[column].Name}: found \"{cells[column]}\", expected {expected}.");
    }

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);

    private static int? Count(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;
}
