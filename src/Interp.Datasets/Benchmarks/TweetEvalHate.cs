using Interp.Core.Prompts;

namespace Interp.Datasets.Benchmarks;

/// <summary>TweetEval, hate speech: tweets that are hateful or not (Basile and others, 2019).</summary>
public static class TweetEvalHate
{
    /// <summary>The benchmark, with the paper's label words: "favor" for what is not hateful, "against" for what is.</summary>
    public static Benchmark Benchmark { get; } = TweetEval.Of(
        "tweet_eval_hate",
        "TweetEval-Hate",
        "hate",
        ["non-hate", "hate"],
        new PromptFormat(["favor", "against"], "Tweet: {}\nSentiment: {}."));

    /// <summary>Reads the dataset.</summary>
    /// <param name="path">A file or folder; see <see cref="Benchmark.Load"/>.</param>
    public static LabeledDataset Load(string path) => Benchmark.Load(path);
}
