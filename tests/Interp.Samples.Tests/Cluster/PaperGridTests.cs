using System.Globalization;
using Interp.Core.Prompts;
using Interp.Core.Studies.Shards;
using Interp.Datasets;
using Interp.Datasets.Benchmarks;
using Interp.Models.Tokenizers;
using Interp.Samples.Overthinking;
using Interp.Samples.Overthinking.Cluster;
using Interp.Samples.Shared.Terminal;

namespace Interp.Samples.Tests.Cluster;

/// <summary>The paper's whole grid by planned cost.</summary>
public sealed class PaperGridTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(64)]
    public void Plan_WholeGrid_IsBalanced(int shards)
    {
        var plan = PaperGrid.Plan(shards);
        plan.Cells.Should().HaveCount(11 * 16 * 3);
        plan.Shards.Should().HaveCount(shards).And.OnlyContain(shard => shard.Pieces.Length > 0);
        plan.Shards.Max(shard => shard.Cost).Should().BeLessThanOrEqualTo(1.1 * plan.Shards.Average(shard => shard.Cost));
        plan.Shards.Sum(shard => shard.Prompts()).Should().Be(2L * 1000 * plan.Cells.Length);
        Loads(plan).Should().BeLessThan(11 + shards, "each cut splits one model at most");
    }

    /// <summary>Loads of weights by all shards.</summary>
    private static int Loads(ShardPlan plan)
    {
        var models = plan.Cells.ToDictionary(cell => cell.Key, cell => cell.Id.Model);
        return plan.Shards.Sum(shard => shard.Pieces.Select(piece => models[piece.Cell]).Distinct().Count());
    }

    [Fact]
    public void Cost_OfThePage_IsWhatTheCommandPrints()
    {
        var output = new StringWriter();
        OverthinkingApp.Run(["study", "cost", "--shards", "1", "8", "64"], SampleTerminal.OfWriters(output, TextWriter.Null)).Should().Be(0);
        Repository.Read("docs/cluster.md").Should().Contain(output.ToString().ReplaceLineEndings("\n"));
    }

    /// <summary>The lengths that the plan takes are those of prompts of real rows.</summary>
    [SkippableFact]
    [Trait("Category", "Long")]
    public void PromptLengths_AreThoseOfRealRowsAndTokenizers()
    {
        var text = "dataset,prompts,pair_tokens\n" + string.Concat(BenchmarkRegistry.Paper.All.SelectMany(Lengths));
        Repository.Read("samples/Overthinking/Cluster/paper-tokens.csv").Should().Be(text);
    }

    private static IEnumerable<string> Lengths(Benchmark benchmark)
    {
        var dataset = benchmark.Key == Unnatural.Benchmark.Key ? Unnatural.Load() : benchmark.Load(Repository.Shared("datasets", Folder(benchmark.Key)));
        foreach (var (tokenizer, demonstrations, room) in new[] { ("gpt2", 20, 1024), ("gpt2", 40, 2048), ("neox", 40, 2048), ("llama", 40, 2048) })
        {
            var prompts = dataset.Prompts(PretrainedTokenizer.FromFile(Repository.Shared("reference", "tokenizers", $"{tokenizer}.tokenizer.json")), new PromptOptions { Setting = Setting.Permuted, Demonstrations = demonstrations, Count = PaperGrid.DrawnPairs, Seed = 1, MaximumTokens = room }, 0);
            yield return string.Create(CultureInfo.InvariantCulture, $"{benchmark.Key},{tokenizer}-{room},{prompts.Pairs.Average(pair => pair.Correct.Tokens.Length + pair.False.Tokens.Length):0}\n");
        }
    }

    private static string Folder(string key) => key switch
    {
        "agnews" => "ag_news",
        "dbpedia" => "dbpedia_14",
        "sst2_ab" => "sst2",
        _ when key.StartsWith("tweet_eval", StringComparison.Ordinal) => "tweet_eval",
        _ => key,
    };
}
