using System.Collections.Immutable;
using Interp.Core.Metrics;
using Interp.Core.Results;
using Interp.Core.Studies.Readings;

namespace Interp.Core.Studies.Measures;

/// <summary>A measure that a study can name: what it needs, and the rows it makes of that. A new one is an entry of <see cref="All"/>.</summary>
public sealed record StudyMeasure
{
    private StudyMeasure(string name, StudyReading needs, bool byDefault, string description, Func<MeasuredCell, IEnumerable<ResultRow>> rows) =>
        (Name, Needs, ByDefault, Description, Rows) = (name, needs, byDefault, description, rows);

    /// <summary>As in the spec and in the column "measure".</summary>
    public string Name { get; }

    /// <summary>What must be read of the prompts.</summary>
    public StudyReading Needs { get; }

    /// <summary>True where a spec without measures has it.</summary>
    public bool ByDefault { get; }

    /// <summary>What it is, in a line.</summary>
    public string Description { get; }

    /// <summary>Its rows of a cell, each of the table that it is a row of.</summary>
    internal Func<MeasuredCell, IEnumerable<ResultRow>> Rows { get; }

    /// <summary>All that there are.</summary>
    public static ImmutableArray<StudyMeasure> All { get; } =
    [
        new("accuracy_gap", StudyReading.Labels, true, "calibrated accuracy of correct prompts less that of false ones, by state and position", LabelMeasures.Gaps),
        new("layers", StudyReading.Labels, true, "critical layer and early-exit layer, as published and robust", LabelMeasures.Layers),
        new("uncalibrated_accuracy", StudyReading.Labels, true, "the true label is the likeliest label", cell => cell.Means("uncalibrated_accuracy", UncalibratedAccuracy.Of(cell.Reading))),
        new("error_anatomy", StudyReading.Labels, true, "what is predicted: the truth, the label shown most for the class, the label shown most, another", LabelMeasures.Anatomy),
        new("top_1_accuracy", StudyReading.Vocabulary, false, "the true label is the likeliest token of all", cell => cell.Means("top_1_accuracy", Top1Accuracy.Of(cell.Reading))),
        new("label_space_probability", StudyReading.Vocabulary, false, "probability of the labels together", cell => cell.Means("label_space_probability", LabelSpaceProbability.Of)),
        new("top_labels_match", StudyReading.Vocabulary, false, "the n likeliest tokens are the n labels", cell => cell.Means("top_labels_match", TopLabelsMatch.Of)),
        new("attention", StudyReading.Heads, false, "attention to earlier labels and prefix-matching score of every head", cell => [.. HeadMeasures.Ratios(cell), .. new HeadTables(cell).Attention()]),
        new("heads", StudyReading.Heads, false, "the properties of false induction heads, and the scores a head researcher asks for", cell => new HeadTables(cell).Heads()),
        new("attribution", StudyReading.Heads, false, "what every head, MLP and the embedding add to the logit of the shown label less that of the true one", HeadMeasures.Attribution),
        OfMethod("attribution_patching", StudyReading.Nodes, "effects of heads, MLPs and embedding, estimated from gradients; pairs whose prompts stand token by token"),
        OfMethod("path_patching", StudyReading.Paths, "effects of the paths into the two heads with the largest prefix-matching scores"),
        OfMethod("causal_tracing", StudyReading.Traces, "what comes back of the shown label's probability when one thing is restored under noise on earlier labels"),
        OfMethod("steering", StudyReading.Steering, "what adding the mean of correct minus false prompts changes, beside random vectors"),
        OfMethod("probes", StudyReading.Probes, "accuracy of linear probes of every state for the truth and the shown label, on examples held apart"),
        OfMethod("patchscopes", StudyReading.Patchscopes, "what states of false prompts say of the labels in another pair's correct prompt"),
    ];

    private static StudyMeasure OfMethod(string name, StudyReading needs, string description) => new(name, needs, false, description, MethodMeasures.Rows(name, needs));

    /// <summary>The measure of a name.</summary>
    /// <param name="name">A name.</param>
    /// <returns>Null where there is none.</returns>
    public static StudyMeasure? Find(string name) => All.FirstOrDefault(measure => measure.Name == name);
}
