using System.Collections.Immutable;
using Interp.Core.Prompts;
using Interp.Datasets.Reading;

namespace Interp.Datasets.Benchmarks;

/// <summary>Unnatural: everyday objects by category, a task no text sets as such. Its lists are this library's own.</summary>
public static class Unnatural
{
    private const string Resource = "Interp.Datasets.Benchmarks.unnatural.csv";

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
                "{}: {}.",
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
    public static LabeledDataset Load()
    {
        using var stream = typeof(Unnatural).Assembly.GetManifestResourceStream(Resource)!;
        using var reader = new StreamReader(stream);
        var table = new DelimitedReader(',', quoted: true).ReadText(Resource, reader.ReadToEnd());
        return new LabeledDataset(Benchmark, new ExampleSet { Dataset = Benchmark.Key, Source = Resource, Rows = Csv.Examples(Resource, table) });
    }

    /// <summary>Reads other lists.</summary>
    /// <param name="path">A file or folder; see <see cref="Benchmark.Load"/>.</param>
    public static LabeledDataset Load(string path) => Benchmark.Load(path);
}
