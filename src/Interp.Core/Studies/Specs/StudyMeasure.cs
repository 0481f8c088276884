using System.Collections.Immutable;

namespace Interp.Core.Studies.Specs;

/// <summary>A measure that a study can name.</summary>
/// <param name="Name">As in the spec and in the column "measure".</param>
/// <param name="Needs">What must be read of the prompts.</param>
/// <param name="ByDefault">True where a spec without measures has it.</param>
/// <param name="Description">What it is, in a line.</param>
public sealed record StudyMeasure(string Name, StudyReading Needs, bool ByDefault, string Description)
{
    /// <summary>All that there are.</summary>
    public static ImmutableArray<StudyMeasure> All { get; } =
    [
        new("accuracy_gap", StudyReading.Labels, true, "calibrated accuracy of correct prompts less that of false ones, by state and position"),
        new("layers", StudyReading.Labels, true, "critical layer and early-exit layer, as published and robust"),
        new("uncalibrated_accuracy", StudyReading.Labels, true, "the true label is the likeliest label"),
        new("error_anatomy", StudyReading.Labels, true, "what is predicted: the truth, the label shown most for the class, the label shown most, another"),
        new("top_1_accuracy", StudyReading.Vocabulary, false, "the true label is the likeliest token of all"),
        new("label_space_probability", StudyReading.Vocabulary, false, "probability of the labels together"),
        new("top_labels_match", StudyReading.Vocabulary, false, "the n likeliest tokens are the n labels"),
        new("attention", StudyReading.Heads, false, "attention to earlier labels and prefix-matching score of every head"),
        new("heads", StudyReading.Heads, false, "the properties of false induction heads, and the scores a head researcher asks for"),
        new("attribution", StudyReading.Heads, false, "what every head, MLP and the embedding add to the logit of the shown label less that of the true one"),
    ];

    /// <summary>The measure of a name.</summary>
    /// <param name="name">A name.</param>
    /// <returns>Null where there is none.</returns>
    public static StudyMeasure? Find(string name) => All.FirstOrDefault(measure => measure.Name == name);
}
