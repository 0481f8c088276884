namespace Interp.Core.Studies.Specs;

/// <summary>What may change of a study whose results are there: things may be added, not taken away or made otherwise.</summary>
internal static class SpecAmendment
{
    /// <summary>Why one spec does not go on from another; each with its JSON path.</summary>
    /// <param name="before">What the results are of.</param>
    /// <param name="after">What is asked for.</param>
    public static IEnumerable<string> Refusals(StudySpec before, StudySpec after) =>
    [
        .. Lost(before.Models.Select(model => model.Name), after.Models.Select(model => model.Name), "$.models"),
        .. Lost(before.Datasets.SelectMany(dataset => dataset.Formats.Select(format => $"{dataset.Name} format {format}")), after.Datasets.SelectMany(dataset => dataset.Formats.Select(format => $"{dataset.Name} format {format}")), "$.datasets"),
        .. Lost(before.Settings, after.Settings, "$.settings"),
        .. Lost(before.Measures, after.Measures, "$.measures"),
        .. Lost(before.Ablations.Select(SpecJsonOf), after.Ablations.Select(SpecJsonOf), "$.ablations"),
        .. before.Prompts <= after.Prompts ? [] : new[] { $"$.prompts: {before.Prompts} there, {after.Prompts} here; prompts can be added only." },
        .. Other(before.Demonstrations, after.Demonstrations, "$.demonstrations"),
        .. Other(before.Seed, after.Seed, "$.seed"),
        .. Other(before.MaximumTokens, after.MaximumTokens, "$.maximumTokens"),
        .. Other(before.Protocol, after.Protocol, "$.protocol"),
        .. Other(before.Dtype, after.Dtype, "$.dtype"),
    ];

    private static string SpecJsonOf(AblationSpec ablation) => System.Text.Json.JsonSerializer.Serialize(ablation, SpecJson.Lines);

    private static IEnumerable<string> Lost<T>(IEnumerable<T> before, IEnumerable<T> after, string path) =>
        before.Except(after).Select(lost => $"{path}: {lost} is measured there and not asked for here.");

    private static IEnumerable<string> Other<T>(T before, T after, string path) =>
        EqualityComparer<T>.Default.Equals(before, after) ? [] : [$"{path}: {before} there, {after} here."];
}
