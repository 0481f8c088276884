using Interp.Datasets.Benchmarks;

namespace Interp.Datasets.Tests;

/// <summary>Original files, and the hub's Parquet files, give the hub's rows: in number, order, class, and to the character.</summary>
public sealed class OriginalRowsTests
{
    /// <summary>Key, folder or file of the originals, file of the expected rows, rows read from the originals, label column, field columns.</summary>
    public static TheoryData<string, string, string, int, string, string[]> Originals => new()
    {
        { "sst2", "sst2", "sst2.validation", 872, "label", ["sentence"] },
        { "sst2_ab", "sst2", "sst2.validation", 872, "label", ["sentence"] },
        { "agnews", "ag_news", "ag_news.test", 7600, "label", ["text"] },
        { "trec", "trec", "trec.train", 5452, "coarse_label", ["text"] },
        { "dbpedia", "dbpedia_14", "dbpedia_14.train_subset_no_title", 2212, "label", ["content"] },
        { "mrpc", "mrpc", "mrpc.train_subset", 2000, "label", ["sentence1", "sentence2"] },
        { "tweet_eval_hate", "tweet_eval", "tweet_eval_hate.train", 2000, "label", ["text"] },
        { "tweet_eval_stance_atheism", "tweet_eval", "tweet_eval_stance_atheism.train", 461, "label", ["text"] },
        { "tweet_eval_stance_feminist", "tweet_eval/stance/feminist", "tweet_eval_stance_feminist.train", 597, "label", ["text"] },
        { "sick", "sick", "sick.train", 2000, "label", ["sentence_A", "sentence_B"] },
        { "poem_sentiment", "poem_sentiment", "poem_sentiment.train", 892, "label", ["verse_text"] },
        { "ethos", "ethos", "ethos_binary.train", 998, "label", ["text"] },
        { "financial_phrasebank", "financial_phrasebank", "financial_phrasebank.sentences_allagree.train", 2264, "label", ["sentence"] },
        { "medical_questions_pairs", "medical_questions_pairs", "medical_questions_pairs.train", 3048, "label", ["question_1", "question_2"] },
    };

    [SkippableTheory]
    [MemberData(nameof(Originals))]
    public void Load_Originals_GivesTheHubsRows(string key, string original, string expected, int count, string label, string[] fields)
    {
        var rows = BenchmarkRegistry.Paper.Get(key).Load(SharedData.Path($"datasets/{original}")).Examples.Rows;
        var wanted = SharedData.ExpectedRows(expected + ".jsonl", label, fields);
        rows.Should().HaveCount(count);
        rows.Take(wanted.Count).Should().Equal(wanted);
    }

    [SkippableTheory]
    [MemberData(nameof(Originals))]
    public void Load_HubParquet_GivesTheHubsRows(string key, string original, string expected, int count, string label, string[] fields)
    {
        _ = (original, count);
        var rows = BenchmarkRegistry.Paper.Get(key).Load(SharedData.Path($"datasets/_hub_parquet/{expected}.parquet")).Examples.Rows;
        rows.Should().Equal(SharedData.ExpectedRows(expected + ".jsonl", label, fields));
    }

    [SkippableTheory]
    [MemberData(nameof(Originals))]
    public void Load_HubJsonLines_GivesTheHubsRows(string key, string original, string expected, int count, string label, string[] fields)
    {
        _ = (original, count);
        var rows = BenchmarkRegistry.Paper.Get(key).Load(SharedData.Path($"datasets/_derived_hf_layout/{expected}.jsonl")).Examples.Rows;
        rows.Should().Equal(SharedData.ExpectedRows(expected + ".jsonl", label, fields));
    }

    [SkippableFact]
    public void Load_AgNewsWithHeader_GivesTheRowsOfTheFile()
    {
        var original = AgNews.Load(SharedData.Path("datasets/ag_news")).Examples.Rows;
        var copy = AgNews.Load(SharedData.Path("datasets/ag_news/kaggle_header/test.csv")).Examples.Rows;
        copy.Should().HaveCount(2000);
        copy.Zip(original).Where(pair => !pair.First.Equals(pair.Second)).Should().ContainSingle("a spreadsheet broke one title of the copy")
            .Which.First.Fields[0].Should().StartWith("#NAME?");
    }

    [SkippableFact]
    public void Load_AgNewsFewShot_GivesTheRowsOfTheFile() =>
        AgNews.Load(SharedData.Path("datasets/ag_news/rlprompt_16shot/16-13/train.tsv")).Examples.Rows
            .CountBy(row => row.Class).Should().HaveCount(4).And.OnlyContain(count => count.Value == 16);

    [SkippableFact]
    public void Load_RteInThreeLayouts_GivesTheRowsOfTheHub()
    {
        var hub = Rte.Load(SharedData.Path("datasets/rte")).Examples.Rows;
        var quoted = Rte.Load(SharedData.Path("datasets/rte/hf_columns_tsv/train.tsv")).Examples.Rows;
        var glue = Rte.Load(SharedData.Path("datasets/rte/glue_tsv_k-shot-16-13/train.tsv")).Examples.Rows;

        hub.Should().HaveCount(2490);
        quoted.Should().HaveCount(2000).And.Equal(hub.Take(2000));
        glue.Should().HaveCount(32).And.OnlyContain(row => hub.Contains(row));
    }

    [SkippableFact]
    public void Load_MrpcInGlueLayout_GivesRowsOfTheDataset()
    {
        var known = Mrpc.Load(SharedData.Path("datasets/mrpc/lmbff/train.json")).Examples.Rows.ToHashSet();
        var glue = Mrpc.Load(SharedData.Path("datasets/mrpc/glue_tsv_k-shot/16-13/train.tsv")).Examples.Rows;
        glue.Should().HaveCount(32);
        glue.Should().Contain(row => known.Contains(row)).And.Contain(row => row.Fields.Any(text => text.Contains('"')));
    }

    [SkippableFact]
    public void Load_Sst2InGlueLayout_GivesTheRowsOfTheFile()
    {
        var rows = Sst2.Load(SharedData.Path("datasets/sst2/lmbff/train.tsv")).Examples.Rows;
        rows.CountBy(row => row.Class).Should().BeEquivalentTo(new Dictionary<int, int> { [0] = 983, [1] = 1017 });
    }

    [SkippableFact]
    public void Load_Sst2Sentences_KeepsTheirSpaces() =>
        Sst2.Load(SharedData.Path("datasets/sst2/stsa/stsa.binary.train")).Examples.Rows.Should().HaveCount(2000);

    [SkippableTheory]
    [InlineData("sst2", "sst2/hf_parquet_VIETNAMESE_translation/validation-00000-of-00001.parquet", "*Vietnamese*")]
    [InlineData("mrpc", "mrpc/msr_resaved/msr_paraphrase_train.txt", "*spreadsheet*")]
    [InlineData("trec", "trec/lmbff_k-shot-16-13/train.csv", "*not a known layout of TREC*no column \"text\"*")]
    [InlineData("rte", "rte/hf_parquet/test.parquet", "*row 1: found label \"-1\"*")]
    [InlineData("rte", "_glue_card/lfs_pointers/rte/train-00000-of-00001.parquet", "*Git LFS pointer*git lfs pull*")]
    [InlineData("rte", "_glue_card/lfs_pointers/rte", "*Git LFS pointer*git lfs pull*")]
    [InlineData("dbpedia", "dbpedia_14/damaged_csv/test.csv", "*test.csv: line 642: found label \"\", expected one of 1, 2*")]
    public void Load_WhatIsNotTheDataset_IsRefusedWithTheReason(string key, string path, string message)
    {
        var full = SharedData.Path($"datasets/{path}");
        FluentActions.Invoking(() => BenchmarkRegistry.Paper.Get(key).Load(full)).Should().Throw<InvalidDataException>().WithMessage(message);
    }
}
