using Interp.Core;
using Interp.Core.Prompts;
using Interp.Datasets.Benchmarks;

namespace Interp.Datasets.Tests;

/// <summary>What the paper and its code fix about the benchmarks.</summary>
public sealed class PaperNumbersTests
{
    /// <summary>Tokens an example may have with GPT-2's tokenizer, 40 demonstrations in 2,048 tokens.</summary>
    [SkippableTheory]
    [InlineData("agnews", 40)]
    [InlineData("trec", 37)]
    [InlineData("dbpedia", 37)]
    [InlineData("rte", 30)]
    [InlineData("mrpc", 30)]
    [InlineData("tweet_eval_hate", 38)]
    [InlineData("sick", 29)]
    [InlineData("poem_sentiment", 38)]
    [InlineData("ethos", 40)]
    [InlineData("financial_phrasebank", 38)]
    [InlineData("medical_questions_pairs", 33)]
    [InlineData("tweet_eval_stance_feminist", 39)]
    [InlineData("tweet_eval_stance_atheism", 39)]
    [InlineData("unnatural", 40)]
    [InlineData("sst2_ab", 40)]
    [InlineData("sst2", 39, 40, 28, 32, 19, 38, 25, 25, 21, 36, 42, 27, 38, 39, 40)]
    public void TokensPerExample_Gpt2_IsThePapers(string key, params int[] expected)
    {
        var benchmark = BenchmarkRegistry.Paper.Get(key);
        var options = new PromptOptions { Setting = Setting.Permuted, Demonstrations = 40, Count = 1, Seed = 1, MaximumTokens = 2048 };
        var budgets = benchmark.Formats.Select(format => new PromptBuilder(OneOfEachClass(benchmark), format, ModelTokenizers.Get("gpt2")).TokensPerExample(options));
        budgets.Should().Equal(expected);
    }

    [Fact]
    public void Format_Trec_NamesClassesRightlyOrAsPublished()
    {
        // "DESC" questions ask for descriptions; the paper's code calls them abbreviations.
        var description = Trec.Benchmark.Classes.IndexOf("DESC");
        Trec.Benchmark.Format(0, Protocol.Corrected).Labels[description].Should().Be("Description");
        Trec.Benchmark.Format(0, Protocol.Published).Labels.Should().Equal("Description", "Entity", "Abbreviation", "Person", "Number", "Location");
        Trec.Benchmark.Format(0, Protocol.Published with { PublishedLabelWords = false }).Labels.Should().Equal(Trec.Benchmark.Formats[0].Labels);
    }

    [Fact]
    public void Format_Sst2Number10_IsFlippedAsPublishedOnly()
    {
        Sst2.Benchmark.Format(10, Protocol.Corrected).Labels.Should().Equal("hated", "liked");
        Sst2.Benchmark.Format(10, Protocol.Published).Labels.Should().Equal("liked", "hated");
        Sst2.Benchmark.Format(10, Protocol.Corrected with { PublishedLabelWords = true }).Labels.Should().Equal("liked", "hated");
        Sst2.Benchmark.Format(9, Protocol.Published).Labels.Should().Equal("bad", "good");
    }

    [Fact]
    public void Formats_AllBenchmarks_HaveALabelForEachClassAndTheirIndex()
    {
        foreach (var benchmark in BenchmarkRegistry.Paper.All)
        {
            benchmark.Formats.Select(format => format.Index).Should().Equal(Enumerable.Range(0, benchmark.Formats.Length));
            benchmark.Formats.Should().OnlyContain(format => format.Labels.Length == benchmark.Classes.Length, benchmark.Key);
            foreach (var published in benchmark.PublishedLabels)
                published.Labels.Should().BeEquivalentTo(benchmark.Formats[published.Format].Labels);
        }
    }

    [Fact]
    public void Formats_AllBenchmarks_HaveThePapersNumbers()
    {
        var classes = BenchmarkRegistry.Paper.All.ToDictionary(benchmark => benchmark.Key, benchmark => benchmark.Classes.Length);
        classes.Should().BeEquivalentTo(new Dictionary<string, int>
        {
            ["sst2"] = 2, ["agnews"] = 4, ["trec"] = 6, ["dbpedia"] = 14, ["rte"] = 2, ["mrpc"] = 2, ["tweet_eval_hate"] = 2, ["sick"] = 3,
            ["poem_sentiment"] = 3, ["ethos"] = 2, ["financial_phrasebank"] = 3, ["medical_questions_pairs"] = 2,
            ["tweet_eval_stance_feminist"] = 3, ["tweet_eval_stance_atheism"] = 3, ["unnatural"] = 3, ["sst2_ab"] = 2,
        });

        // Mean chance level of the 14 datasets that averages are taken over.
        BenchmarkRegistry.Paper.All.Take(14).Average(benchmark => 1.0 / benchmark.Classes.Length).Should().BeApproximately(0.3682, 5e-5);
        Sst2.Benchmark.Formats.Should().HaveCount(15);
    }

    [Fact]
    public void Format_NoSuchIndex_Throws() =>
        FluentActions.Invoking(() => Trec.Benchmark.Format(1, Protocol.Corrected)).Should().Throw<ArgumentOutOfRangeException>().WithMessage("trec has 1 formats*");

    private static ExampleSet OneOfEachClass(Benchmark benchmark) => new()
    {
        Dataset = benchmark.Key,
        Source = "test",
        Rows = [.. Enumerable.Range(0, benchmark.Classes.Length).Select(@class => new Example([.. Enumerable.Repeat("a", benchmark.Formats[0].FieldCount)], @class))],
    };
}
