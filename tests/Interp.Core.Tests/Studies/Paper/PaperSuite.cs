using System.Collections.Immutable;
using Interp.Core.Studies;

namespace Interp.Core.Tests.Studies.Paper;

/// <summary>The datasets of the paper with their numbers of labels (specification, section 3).</summary>
internal static class PaperSuite
{
    /// <summary>In the order, and by the short names, of the specification's tables.</summary>
    public static ImmutableArray<(string Short, string Key, int Labels)> Datasets { get; } =
    [
        ("sst2", "sst2", 2), ("agnews", "agnews", 4), ("trec", "trec", 6), ("dbpedia", "dbpedia", 14), ("rte", "rte", 2), ("mrpc", "mrpc", 2), ("hate", "tweet_eval_hate", 2),
        ("sick", "sick", 3), ("poem", "poem_sentiment", 3), ("ethos", "ethos", 2), ("finphr", "financial_phrasebank", 3), ("medq", "medical_questions_pairs", 2),
        ("femin", "tweet_eval_stance_feminist", 3), ("athe", "tweet_eval_stance_atheism", 3), ("unnat", "unnatural", 3), ("sst2_ab", "sst2_ab", 2),
    ];

    public static BenchmarkSuite Suite { get; } = new()
    {
        Averaged = [.. Datasets[..14].Select(dataset => dataset.Key)],
        Toys = [.. Datasets[14..].Select(dataset => dataset.Key)],
        Labels = Datasets.ToImmutableDictionary(dataset => dataset.Key, dataset => dataset.Labels),
    };

    public static string Key(string @short) => Datasets.Single(dataset => dataset.Short == @short || dataset.Key == @short).Key;
}
