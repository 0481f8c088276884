using Interp.Core.Prompts;
using Interp.Datasets.Reading;

namespace Interp.Datasets.Benchmarks;

/// <summary>Ethos: comments that are hate speech or not (Mollas and others, 2020).</summary>
public static class Ethos
{
    /// <summary>The benchmark. The original gives the share of annotators who saw hate; one half and more is hate.</summary>
    public static Benchmark Benchmark { get; } = new()
    {
        Key = "ethos",
        Title = "Ethos",
        HubId = "ethos",
        HubConfig = "binary",
        HubRepository = "iamollas/ethos",
        Origin = "Ethos_Dataset_Binary.csv of https://github.com/intelligence-csd-auth-gr/Ethos-Hate-Speech-Dataset (ethos/ethos_data)",
        Licence = "GPL-3.0",
        NotQuotedBecause = "many are hate speech",
        Classes = ["no_hate_speech", "hate_speech"],
        Formats = [new PromptFormat(["no", "yes"], "Text: {}\nAnswer: {}.", "Is the following hate speech? Answer yes or no.")],
        Layouts =
        [
            .. HubLayouts.Of(new HubColumns(["text"], "label", ["no_hate_speech", "hate_speech"]), config: "binary"),
            new()
            {
                Name = "original CSV (comment; isHate)",
                Files = ["Ethos_Dataset_Binary.csv", "ethos/ethos_data/Ethos_Dataset_Binary.csv"],
                Reader = TableReader.Delimited(';', quoted: true),
                Fields = ["comment"],
                Label = "isHate",
                Codes = LabelCodes.Threshold(0.5),
            },
        ],
    };

    /// <summary>Reads the dataset.</summary>
    /// <param name="path">A file or folder; see <see cref="Benchmark.Load"/>.</param>
    public static LabeledDataset Load(string path) => Benchmark.Load(path);
}
