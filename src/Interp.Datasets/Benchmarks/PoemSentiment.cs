using System.Collections.Immutable;
using Interp.Core.Prompts;
using Interp.Datasets.Reading;

namespace Interp.Datasets.Benchmarks;

/// <summary>Poem Sentiment: verses by sentiment (Sheng and Uthus, 2020).</summary>
public static class PoemSentiment
{
    private static readonly ImmutableArray<string> AllClasses = ["negative", "positive", "no_impact", "mixed"];

    /// <summary>The benchmark. Verses of the class "mixed" are read and never shown.</summary>
    public static Benchmark Benchmark { get; } = new()
    {
        Key = "poem_sentiment",
        Title = "Poem Sentiment",
        HubId = "poem_sentiment",
        HubRepository = "google-research-datasets/poem_sentiment",
        Origin = "train.tsv of https://github.com/google-research-datasets/poem-sentiment (data)",
        Licence = "CC BY 4.0",
        Classes = AllClasses[..3],
        UnusedClasses = AllClasses[3..],
        Formats = [new PromptFormat(["negative", "positive", "no impact"], "{}:\nThe sentiment is: {}.")],
        Layouts =
        [
            .. HubLayouts.Of(new HubColumns(["verse_text"], "label", AllClasses)),
            new()
            {
                Name = "original TSV (id, verse, label)",
                Files = ["train.tsv", "data/train.tsv"],
                Reader = TableReader.Delimited('\t', quoted: false, "id", "verse", "label"),
                Fields = ["verse"],
                Label = "label",
                Codes = LabelCodes.Map(("-1", 0), ("1", 1), ("0", 2), ("2", 3)),
            },
        ],
    };

    /// <summary>Reads the dataset.</summary>
    /// <param name="path">A file or folder; see <see cref="Benchmark.Load"/>.</param>
    public static LabeledDataset Load(string path) => Benchmark.Load(path);
}
