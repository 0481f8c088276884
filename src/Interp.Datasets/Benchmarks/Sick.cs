using System.Collections.Immutable;
using Interp.Core.Prompts;
using Interp.Datasets.Reading;

namespace Interp.Datasets.Benchmarks;

/// <summary>SICK: does the first sentence entail or contradict the second (Marelli and others, 2014)?</summary>
public static class Sick
{
    private static readonly ImmutableArray<string> Names = ["entailment", "neutral", "contradiction"];

    /// <summary>The benchmark.</summary>
    public static Benchmark Benchmark { get; } = new()
    {
        Key = "sick",
        Title = "SICK",
        HubId = "sick",
        HubRepository = "RobZamp/sick",
        Origin = "SICK.txt of https://zenodo.org/record/2787612 (SICK.zip)",
        Licence = "CC BY-NC-SA 3.0",
        Classes = Names,
        Formats = [new PromptFormat(["True", "Not sure", "False"], SentencePairs.Template)],
        Layouts =
        [
            .. HubLayouts.Of(new HubColumns(["sentence_A", "sentence_B"], "label", Names)),
            Layout("original TSV (12 columns, rows of the training set)", "entailment_label") with { Only = ("SemEval_set", "TRAIN") },
            Layout("SemEval TSV (5 columns)", "entailment_judgment"),
        ],
    };

    /// <summary>Reads the dataset.</summary>
    /// <param name="path">A file or folder; see <see cref="Benchmark.Load"/>.</param>
    public static LabeledDataset Load(string path) => Benchmark.Load(path);

    private static Layout Layout(string name, string label) => new()
    {
        Name = name,
        Files = ["SICK.txt", "original/SICK.txt", "SICK_train.txt"],
        Reader = TableReader.Tsv,
        Fields = ["sentence_A", "sentence_B"],
        Label = label,
        Codes = LabelCodes.Names([.. Names.Select(text => text.ToUpperInvariant())]),
        Trimmed = true,
    };
}
