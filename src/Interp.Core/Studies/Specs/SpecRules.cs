using System.Text.Json;
using Interp.Core.Studies.Measures;

namespace Interp.Core.Studies.Specs;

/// <summary>What holds of a spec beyond its shape, as far as no model or dataset is needed to tell.</summary>
internal static class SpecRules
{
    private const int Most = 1_000_000;
    private const int FewestPrompts = 4;      // A half has two, so that they vary.
    private const int MostPrompts = 65_535;

    /// <summary>The faults, each with its JSON path.</summary>
    public static IEnumerable<string> Faults(StudySpec spec) =>
    [
        .. NotEmpty(spec.Models.Length, "$.models", "a model"),
        .. NotEmpty(spec.Datasets.Length, "$.datasets", "a dataset"),
        .. NotEmpty(spec.Settings.Length, "$.settings", "a setting"),
        .. Twice(spec.Models.Select(model => model.Name), "$.models", ".name"),
        .. Twice(spec.Datasets.Select(dataset => dataset.Name), "$.datasets", ".name"),
        .. Twice(spec.Settings, "$.settings", ""),
        .. Twice(spec.Measures, "$.measures", ""),
        .. Twice(spec.Ablations.Select(ablation => ablation.Name), "$.ablations", ".name"),
        .. spec.Models.SelectMany((model, i) => Blank(model.Name, $"$.models[{i}].name")),
        .. spec.Datasets.SelectMany((dataset, i) => (IEnumerable<string>)
        [
            .. Blank(dataset.Name, $"$.datasets[{i}].name"),
            .. NotEmpty(dataset.Formats.Length, $"$.datasets[{i}].formats", "a format"),
            .. Twice(dataset.Formats, $"$.datasets[{i}].formats", ""),
            .. dataset.Formats.SelectMany((format, j) => Range(format, 0, Most, $"$.datasets[{i}].formats[{j}]")),
        ]),
        .. Range(spec.Demonstrations, 1, Most, "$.demonstrations"),
        .. Range(spec.Prompts, FewestPrompts, MostPrompts, "$.prompts"),
        .. Range(spec.MaximumTokens, 1, Most, "$.maximumTokens"),
        .. Range(spec.Resamples, 100, Most, "$.resamples"),
        .. spec.Measures.SelectMany((measure, i) => StudyMeasure.Find(measure) is null
            ? [$"$.measures[{i}]: found \"{measure}\"; expected one of {string.Join(", ", StudyMeasure.All.Select(known => known.Name))}."]
            : Array.Empty<string>()),
        .. spec.Ablations.SelectMany((ablation, i) => OfAblation(spec, ablation, $"$.ablations[{i}]")),
        .. spec.Controls is { } controls ? Range(controls.Sets, 1, 10_000, "$.controls.sets") : [],
        .. spec.Controls is not null && spec.Ablations.All(ablation => ablation.Component != AblatedComponent.Heads)
            ? ["$.controls: there is no ablation of heads to hold random heads against; add one to $.ablations, or leave the controls out."]
            : Array.Empty<string>(),
    ];

    private static IEnumerable<string> OfAblation(StudySpec spec, AblationSpec ablation, string path)
    {
        foreach (var fault in Blank(ablation.Name, $"{path}.name"))
            yield return fault;
        var component = JsonNamingPolicy.CamelCase.ConvertName(ablation.Component.ToString());
        var named = new[] { ablation.From is not null, ablation.Heads is not null, ablation.Top is not null };
        var allowed = ablation.Component switch
        {
            AblatedComponent.Heads => ("heads or top", named[0]),
            AblatedComponent.Knockout => ("from, heads or top", false),
            _ => ("from", named[1] || named[2]),
        };
        if (named.Count(given => given) != 1 || allowed.Item2)
            yield return $"{path}: an ablation of the component \"{component}\" says which by exactly one of {allowed.Item1}.";
        if (ablation.From is { } from && !(from >= 0 && (from < 1 || from == Math.Floor(from)) && from <= Most))
            yield return $"{path}.from: found {from}; expected a block (16), or a share of the depth between 0 and 1 (0.57).";
        if (ablation.Heads is { IsEmpty: true })
            yield return $"{path}.heads: found none; expected heads as text, \"14.6\".";
        foreach (var fault in ablation.Top is { } top ? Range(top, 1, Most, $"{path}.top") : [])
            yield return fault;
        if (ablation.HeadsFrom is { } source && ablation.Top is null)
            yield return $"{path}.headsFrom: says whose scores choose the heads of \"top\", which is not given.";
        else if (ablation.HeadsFrom is { } dataset && spec.Datasets.All(known => known.Name != dataset))
            yield return $"{path}.headsFrom: found \"{dataset}\"; expected a dataset of this study: {string.Join(", ", spec.Datasets.Select(known => known.Name))}.";
    }

    private static IEnumerable<string> NotEmpty(int count, string path, string what) => count > 0 ? [] : [$"{path}: found none; expected {what} at least."];

    private static IEnumerable<string> Blank(string text, string path) => string.IsNullOrWhiteSpace(text) ? [$"{path}: is empty; expected a name."] : [];

    private static IEnumerable<string> Range(int value, int low, int high, string path) => value >= low && value <= high ? [] : [$"{path}: found {value}; expected {low} to {high}."];

    private static IEnumerable<string> Twice<T>(IEnumerable<T> values, string path, string member) => values
        .Select((value, index) => (value, index)).GroupBy(pair => pair.value).Where(group => group.Count() > 1)
        .Select(group => $"{path}[{group.ElementAt(1).index}]{member}: {group.Key} stands here twice; each is measured once.");
}
