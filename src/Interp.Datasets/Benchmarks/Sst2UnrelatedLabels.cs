using Interp.Core.Prompts;

namespace Interp.Datasets.Benchmarks;

/// <summary>SST-2 with labels that say nothing of sentiment: A for negative, B for positive.</summary>
public static class Sst2UnrelatedLabels
{
    /// <summary>The benchmark; its rows are those of <see cref="Sst2"/>.</summary>
    public static Benchmark Benchmark { get; } = Sst2.Benchmark with
    {
        Key = "sst2_ab",
        Title = "SST-2 with unrelated labels",
        Formats = [new PromptFormat(["A", "B"], "Review: {}\nAnswer: {}.")],
        PublishedLabels = [],
    };

    /// <summary>Reads the dataset.</summary>
    /// <param name="path">A file or folder; see <see cref="Benchmark.Load"/>.</param>
    public static LabeledDataset Load(string path) => Benchmark.Load(path);
}
