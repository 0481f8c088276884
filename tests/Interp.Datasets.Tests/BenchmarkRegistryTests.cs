using Interp.Core.Prompts;
using Interp.Datasets.Reading;

namespace Interp.Datasets.Tests;

public sealed class BenchmarkRegistryTests
{
    private static readonly Benchmark Weather = new()
    {
        Key = "weather",
        Title = "Weather",
        Origin = "a test",
        Licence = "none",
        Classes = ["dry", "wet"],
        Formats = [new PromptFormat(["dry", "wet"], "Sky: {}\nWeather: {}.")],
        Layouts =
        [
            new()
            {
                Name = "CSV (sky, weather)",
                Files = ["weather.csv"],
                Reader = TableReader.Csv,
                Fields = ["sky"],
                Label = "weather",
                Codes = LabelCodes.Names("dry", "wet"),
            },
        ],
    };

    [Fact]
    public void All_Paper_AreTheSixteenInTheOrderOfItsTables() =>
        BenchmarkRegistry.Paper.All.Select(benchmark => benchmark.Key).Should().Equal(
            "sst2", "agnews", "trec", "dbpedia", "rte", "mrpc", "tweet_eval_hate", "sick", "poem_sentiment", "ethos", "financial_phrasebank",
            "medical_questions_pairs", "tweet_eval_stance_feminist", "tweet_eval_stance_atheism", "unnatural", "sst2_ab");

    [Theory]
    [InlineData("agnews", "agnews")]
    [InlineData("ag_news", "agnews")]
    [InlineData("fancyzhx/ag_news", "agnews")]
    [InlineData("sst2", "sst2")]
    [InlineData("glue/mrpc", "mrpc")]
    [InlineData("nyu-mll/glue/rte", "rte")]
    [InlineData("tweet_eval/stance_atheism", "tweet_eval_stance_atheism")]
    [InlineData("ethos/binary", "ethos")]
    public void Get_KeyOrHubName_FindsTheBenchmark(string name, string key) => BenchmarkRegistry.Paper.Get(name).Key.Should().Be(key);

    [Fact]
    public void Get_UnknownName_ListsTheKnownOnes() =>
        FluentActions.Invoking(() => BenchmarkRegistry.Paper.Get("imdb")).Should().Throw<ArgumentException>().WithMessage("*\"imdb\"*sst2, agnews*");

    [Fact]
    public void With_OwnBenchmark_IsReadAndPromptedLikeTheOthers()
    {
        using var folder = new TemporaryFolder();
        folder.Write("weather.csv", "sky,weather\n" + string.Concat(Enumerable.Range(0, 20).Select(index => $"\"sky, {index}\",{(index % 2 == 0 ? "dry" : "wet")}\n")));

        var registry = BenchmarkRegistry.Paper.With(Weather);
        var set = registry.Get("weather").Load(folder.Path).Prompts(Interp.Core.Tests.Prompts.PatternTokenizer.Words(), Setting.Permuted, demonstrations: 4, count: 3, seed: 1);

        set.Dataset.Should().Be("weather");
        set.Pairs.Should().HaveCount(3);
        set.Pairs[0].Correct.Text.Should().StartWith("Sky: sky, ");
        BenchmarkRegistry.Paper.All.Should().HaveCount(16, "the paper's list is unchanged");
    }

    [Fact]
    public void Formats_IndexOfAnotherPlace_Throws() =>
        FluentActions.Invoking(() => Weather with { Formats = [Weather.Formats[0], new PromptFormat(["dry", "wet"], "{}: {}.")] })
            .Should().Throw<ArgumentException>().WithMessage("Format 1 has index 0*");

    [Fact]
    public void PublishedLabels_TwiceForAFormat_Throws() =>
        FluentActions.Invoking(() => Weather with { PublishedLabels = [new(0, ["wet", "dry"], "Flipped."), new(0, ["a", "b"], "Other.")] })
            .Should().Throw<ArgumentException>().WithMessage("*twice for one format*");

    [Fact]
    public void Format_FewerLabelsThanClasses_Throws() =>
        FluentActions.Invoking(() => (Weather with { Classes = ["dry", "wet", "snow"] }).Format(0, Interp.Core.Protocol.Corrected))
            .Should().Throw<InvalidOperationException>().WithMessage("weather: format 0 has 2 labels for 3 classes*UnusedClasses*");

    [Fact]
    public void Get_NameOfTwoBenchmarksOnTheHub_IsTheFirst() => BenchmarkRegistry.Paper.Get("stanfordnlp/sst2").Key.Should().Be("sst2");

    [Fact]
    public void With_KnownKey_Throws() =>
        FluentActions.Invoking(() => BenchmarkRegistry.Paper.With(Weather with { Key = "rte" })).Should().Throw<ArgumentException>().WithMessage("*\"rte\"*");
}
