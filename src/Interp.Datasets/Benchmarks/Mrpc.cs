using System.Collections.Immutable;
using Interp.Core.Prompts;
using Interp.Datasets.Reading;

namespace Interp.Datasets.Benchmarks;

/// <summary>MRPC: do two sentences say the same (Dolan and Brockett, 2005; as in GLUE)?</summary>
public static class Mrpc
{
    /// <summary>The benchmark.</summary>
    public static Benchmark Benchmark { get; } = new()
    {
        Key = "mrpc",
        Title = "MRPC",
        HubId = "glue",
        HubConfig = "mrpc",
        HubRepository = "nyu-mll/glue",
        Origin = "https://huggingface.co/datasets/nyu-mll/glue, or train.tsv of MRPC from https://gluebenchmark.com/tasks",
        Licence = "not stated by its source",
        Classes = ["not_equivalent", "equivalent"],
        Formats = [new PromptFormat(["False", "True"], SentencePairs.Template)],
        Layouts =
        [
            .. HubLayouts.Of(new HubColumns(["sentence1", "sentence2"], "label", ["not_equivalent", "equivalent"]), config: "mrpc"),
            Layout("JSON of numbered rows (text_a, text_b)", TableReader.JsonObject, ["text_a", "text_b", "label"], "train.json", "lmbff/train.json"),
            Layout(
                "GLUE TSV (Quality, #1 String, #2 String)",
                TableReader.Tsv,
                ["#1 String", "#2 String", "Quality"],
                "train.tsv", "MRPC/train.tsv", "msr_paraphrase_train.txt"),
        ],
        Objection = ResavedOrNull,
    };

    /// <summary>Reads the dataset.</summary>
    /// <param name="path">A file or folder; see <see cref="Benchmark.Load"/>.</param>
    public static LabeledDataset Load(string path) => Benchmark.Load(path);

    private static Layout Layout(string name, TableReader reader, string[] columns, params ImmutableArray<FileChoice> files) => new()
    {
        Name = name,
        Files = files,
        Reader = reader,
        Fields = [columns[0], columns[1]],
        Label = columns[2],
        Codes = LabelCodes.Numbers(0, 2),
    };

    /// <summary>
    /// The original has no quoting. Copies that went through a spreadsheet have some cells quoted and have lost quote
    /// marks of others: read either way they are not the dataset.
    /// </summary>
    private static string? ResavedOrNull(ImmutableArray<Example> rows)
    {
        var quoted = rows.Count(row => row.Fields.Any(text => text.Length > 3 && text[0] == '"' && text[^1] == '"' && text[1..^1].Contains("\"\"", StringComparison.Ordinal)));
        return quoted > 0
            ? $"{quoted} sentences are quoted as a spreadsheet does; in such copies quote marks are lost. Take the original file, which has no quoting."
            : null;
    }
}
