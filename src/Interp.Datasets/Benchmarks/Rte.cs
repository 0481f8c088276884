using System.Collections.Immutable;
using Interp.Core.Prompts;
using Interp.Datasets.Reading;

namespace Interp.Datasets.Benchmarks;

/// <summary>RTE: does the first sentence entail the second (Dagan and others, 2005; as in GLUE)?</summary>
public static class Rte
{
    private static readonly ImmutableArray<string> Names = ["entailment", "not_entailment"];

    /// <summary>The benchmark.</summary>
    public static Benchmark Benchmark { get; } = new()
    {
        Key = "rte",
        Title = "RTE",
        HubId = "glue",
        HubConfig = "rte",
        HubRepository = "nyu-mll/glue",
        Origin = "https://huggingface.co/datasets/nyu-mll/glue, or train.tsv of RTE from https://gluebenchmark.com/tasks",
        Licence = "not stated by its source",
        Classes = Names,
        Formats = [new PromptFormat(["True", "False"], SentencePairs.Template)],
        Layouts =
        [
            .. HubLayouts.Of(new HubColumns(["sentence1", "sentence2"], "label", Names), config: "rte", folder: "hf_parquet"),
            Layout("GLUE TSV (index, sentence1, sentence2, label)", TableReader.Tsv, "sentence1", "sentence2", "train.tsv", "RTE/train.tsv") with { Marks = ["index"] },
            Layout("quoted TSV (sentence1, sentence2, label, idx)", TableReader.QuotedTsv, "sentence1", "sentence2", "train.tsv") with
            {
                Marks = ["idx"],
                Codes = LabelCodes.Numbers(0, 2),
            },
            Layout("SuperGLUE JSON Lines (premise, hypothesis)", TableReader.JsonLines, "premise", "hypothesis", "train.jsonl", "RTE/train.jsonl"),
        ],
    };

    /// <summary>Reads the dataset.</summary>
    /// <param name="path">A file or folder; see <see cref="Benchmark.Load"/>.</param>
    public static LabeledDataset Load(string path) => Benchmark.Load(path);

    private static Layout Layout(string name, TableReader reader, string first, string second, params ImmutableArray<FileChoice> files) => new()
    {
        Name = name,
        Files = files,
        Reader = reader,
        Fields = [first, second],
        Label = "label",
        Codes = LabelCodes.Names([.. Names]),
    };
}
