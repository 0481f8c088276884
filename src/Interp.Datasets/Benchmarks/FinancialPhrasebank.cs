using System.Collections.Immutable;
using Interp.Core.Prompts;
using Interp.Datasets.Reading;

namespace Interp.Datasets.Benchmarks;

/// <summary>Financial PhraseBank: sentences of financial news by sentiment, those all annotators agree on (Malo and others, 2014).</summary>
public static class FinancialPhrasebank
{
    private static readonly ImmutableArray<string> Names = ["negative", "neutral", "positive"];

    /// <summary>The benchmark.</summary>
    public static Benchmark Benchmark { get; } = new()
    {
        Key = "financial_phrasebank",
        Title = "Financial PhraseBank",
        HubId = "financial_phrasebank",
        HubConfig = "sentences_allagree",
        HubRepository = "takala/financial_phrasebank",
        Origin = "Sentences_AllAgree.txt of FinancialPhraseBank-v1.0, https://huggingface.co/datasets/takala/financial_phrasebank",
        Licence = "CC BY-NC-SA 3.0",
        Classes = Names,
        Formats = [new PromptFormat(["Negative", "Neutral", "Positive"], "Text: {}\nSentiment: {}.")],
        Layouts =
        [
            new()
            {
                Name = "original (sentence@label, ISO 8859-1)",
                Files = ["Sentences_AllAgree.txt", "FinancialPhraseBank-v1.0/Sentences_AllAgree.txt", "original/Sentences_AllAgree.txt"],
                Reader = TableReader.TextThenLabel('@', TextEncoding.Latin1),
                Fields = ["text"],
                Label = "label",
                Codes = LabelCodes.Names([.. Names]),
            },
            .. HubLayouts.Of(new HubColumns(["sentence"], "label", Names), config: "sentences_allagree"),
            new()
            {
                Name = "CSV of the paper's code (text, label)",
                Files = ["financial_phrasebank.csv"],
                Reader = TableReader.Csv,
                Fields = ["text"],
                Label = "label",
                Codes = LabelCodes.Names([.. Names]),
            },
        ],
    };

    /// <summary>Reads the dataset.</summary>
    /// <param name="path">A file or folder; see <see cref="Benchmark.Load"/>.</param>
    public static LabeledDataset Load(string path) => Benchmark.Load(path);
}
