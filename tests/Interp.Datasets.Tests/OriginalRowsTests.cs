using Interp.Datasets.Benchmarks;

namespace Interp.Datasets.Tests;

/// <summary>The original files give the rows that the hub gives, to the character.</summary>
public sealed class OriginalRowsTests
{
    [SkippableFact]
    public void Load_Sst2Folder_GivesTheEnglishValidationRows() =>
        Check(Sst2.Load(SharedData.Path("datasets/sst2")), "sst2.validation", "label", "sentence");

    [SkippableFact]
    public void Load_Sst2Translation_IsRefused()
    {
        var path = SharedData.Path("datasets/sst2/hf_parquet_VIETNAMESE_translation/validation-00000-of-00001.parquet");
        FluentActions.Invoking(() => Sst2.Load(path)).Should().Throw<InvalidDataException>().WithMessage("*Vietnamese*");
    }

    [SkippableFact]
    public void Load_AgNewsFolder_GivesTheHubsRows() =>
        Check(AgNews.Load(SharedData.Path("datasets/ag_news")), "ag_news.test", "label", "text");

    [SkippableFact]
    public void Load_FinancialPhrasebankFolder_GivesTheHubsRows() =>
        Check(FinancialPhrasebank.Load(SharedData.Path("datasets/financial_phrasebank")), "financial_phrasebank.sentences_allagree.train", "label", "sentence");

    [SkippableTheory]
    [InlineData("sst2", "sst2.validation", "label", "sentence")]
    [InlineData("agnews", "ag_news.test", "label", "text")]
    [InlineData("financial_phrasebank", "financial_phrasebank.sentences_allagree.train", "label", "sentence")]
    public void Load_HubParquet_GivesTheSameRows(string key, string file, string label, params string[] fields)
    {
        var rows = BenchmarkRegistry.Paper.Get(key).Load(SharedData.Path($"datasets/_hub_parquet/{file}.parquet")).Examples.Rows;
        rows.Should().Equal(SharedData.ExpectedRows(file + ".jsonl", label, fields));
    }

    /// <summary>The expected rows are the first of the file where it has more.</summary>
    private static void Check(LabeledDataset dataset, string file, string label, params string[] fields)
    {
        var expected = SharedData.ExpectedRows(file + ".jsonl", label, fields);
        dataset.Examples.Rows.Take(expected.Count).Should().Equal(expected);
    }
}
