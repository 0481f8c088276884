using Interp.Core.Prompts;

namespace Interp.Samples.Overthinking.Pages;

/// <summary>Command lines that make what the report shows; STUDY stands for the results folder, so that a page does not depend on where that is.</summary>
internal static class Commands
{
    private const string App = "dotnet run --project samples/Overthinking -c Release --";

    public static string Study => $"{App} study run study.json --out STUDY";

    public static string Report => $"{App} report --results STUDY";

    public static string Check => $"{App} report --results STUDY --check";

    public static string Paper => $"{App} paper --results STUDY/tables --out out/paper";

    public static string Draw(string model, Setting setting, string dataset) =>
        $"{App} draw --results STUDY/tables/measurements.csv.gz --model {Quote(model)} --setting {setting.Name()} --dataset {Quote(dataset)}";

    private static string Quote(string word) => word.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' or '/') && word.Length > 0
        ? word
        : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
