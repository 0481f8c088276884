using System.Collections.Immutable;
using Interp.Core.Prompts;
using Interp.Datasets.Reading;

namespace Interp.Datasets.Benchmarks;

/// <summary>Unnatural: everyday objects by category, a task no text sets as such. Its lists are three of <see cref="Categories"/>.</summary>
public static class Unnatural
{
    private static readonly ImmutableArray<string> Names = ["animal", "plant/vegetable", "sport"];

    /// <summary>The benchmark.</summary>
    public static Benchmark Benchmark { get; } = new()
    {
        Key = "unnatural",
        Title = "Unnatural",
        Origin = "built in; other lists as a CSV file with the columns text and label",
        Licence = "MIT, as this library",
        Classes = Names,
        Formats =
        [
            new PromptFormat(
                Names,
                Categories.Template,
                "Consider the categories plant/vegetable, sport, and animal. Classify each object in its category."),
        ],
        Layouts = [Csv],
    };

    private static Layout Csv => new()
    {
        Name = "CSV (text, label)",
        Files = ["unnatural.csv"],
        Reader = TableReader.Csv,
        Fields = ["text"],
        Label = "label",
        Codes = LabelCodes.Names([.. Names]),
    };

    /// <summary>The built-in lists: 30 objects of each category.</summary>
    public static LabeledDataset Load() => new(Benchmark, Categories.Examples(Benchmark.Key, Names));

    /// <summary>Reads other lists.</summary>
    /// <param name="path">A file or folder; see <see cref="Benchmark.Load"/>.</param>
    public static LabeledDataset Load(string path) => Benchmark.Load(path);
}
