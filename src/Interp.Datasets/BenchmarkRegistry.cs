using System.Collections.Immutable;
using Interp.Datasets.Benchmarks;

namespace Interp.Datasets;

/// <summary>A list of benchmarks to look up by name. Immutable: adding gives a new list.</summary>
public sealed class BenchmarkRegistry
{
    private BenchmarkRegistry(ImmutableArray<Benchmark> all) => All = all;

    /// <summary>The paper's 14 datasets, Unnatural, and SST-2 with unrelated labels.</summary>
    public static BenchmarkRegistry Paper { get; } = new(
    [
        Sst2.Benchmark,
        AgNews.Benchmark,
        Trec.Benchmark,
        DBpedia.Benchmark,
        Rte.Benchmark,
        Mrpc.Benchmark,
        TweetEvalHate.Benchmark,
        Sick.Benchmark,
        PoemSentiment.Benchmark,
        Ethos.Benchmark,
        FinancialPhrasebank.Benchmark,
        MedicalQuestionsPairs.Benchmark,
        TweetEvalStanceFeminist.Benchmark,
        TweetEvalStanceAtheism.Benchmark,
        Unnatural.Benchmark,
        Sst2UnrelatedLabels.Benchmark,
    ]);

    /// <summary>All benchmarks, in the order of the paper's tables.</summary>
    public ImmutableArray<Benchmark> All { get; }

    /// <summary>These benchmarks and one more.</summary>
    /// <param name="benchmark">Its key must be new.</param>
    /// <exception cref="ArgumentException">There is a benchmark of that key.</exception>
    public BenchmarkRegistry With(Benchmark benchmark)
    {
        ArgumentNullException.ThrowIfNull(benchmark);
        if (All.Any(known => known.Key == benchmark.Key))
            throw new ArgumentException($"There is a benchmark \"{benchmark.Key}\" already.", nameof(benchmark));
        return new BenchmarkRegistry(All.Add(benchmark));
    }

    /// <summary>A benchmark by the paper's key or by its name on the hub; of several with the same data on the hub, the first.</summary>
    /// <param name="name">"agnews", "ag_news", "fancyzhx/ag_news"; with a configuration "glue/rte".</param>
    /// <exception cref="ArgumentException">No benchmark has this name; the message lists those that are.</exception>
    public Benchmark Get(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return All.FirstOrDefault(known => known.Key == name)
            ?? All.FirstOrDefault(known => name == WithConfig(known.HubId, known) || name == WithConfig(known.HubRepository, known))
            ?? throw new ArgumentException($"No benchmark is called \"{name}\"; known: {string.Join(", ", All.Select(known => known.Key))}.", nameof(name));
    }

    private static string? WithConfig(string? id, Benchmark benchmark) =>
        id is null || benchmark.HubConfig is null ? id : $"{id}/{benchmark.HubConfig}";
}
