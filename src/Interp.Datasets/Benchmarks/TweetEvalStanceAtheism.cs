using Interp.Core.Prompts;

namespace Interp.Datasets.Benchmarks;

/// <summary>TweetEval, stance: tweets for or against atheism (Mohammad and others, 2016).</summary>
public static class TweetEvalStanceAtheism
{
    /// <summary>The benchmark.</summary>
    public static Benchmark Benchmark { get; } = TweetEval.Of(
        "tweet_eval_stance_atheism",
        "TweetEval-Stance-Atheism",
        "stance_atheism",
        ["none", "against", "favor"],
        new PromptFormat(
            ["neither", "no", "yes"],
            "Tweet: {}\nAnswer: {}.",
            "Determine if the text supports atheism. Answer with yes, no, or neither."));

    /// <summary>Reads the dataset.</summary>
    /// <param name="path">A file or folder; see <see cref="Benchmark.Load"/>.</param>
    public static LabeledDataset Load(string path) => Benchmark.Load(path);
}
