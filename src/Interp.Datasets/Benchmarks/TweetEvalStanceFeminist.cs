using Interp.Core.Prompts;

namespace Interp.Datasets.Benchmarks;

/// <summary>TweetEval, stance: tweets for or against feminism (Mohammad and others, 2016).</summary>
public static class TweetEvalStanceFeminist
{
    /// <summary>The benchmark.</summary>
    public static Benchmark Benchmark { get; } = TweetEval.Of(
        "tweet_eval_stance_feminist",
        "TweetEval-Stance-Feminist",
        "stance_feminist",
        ["none", "against", "favor"],
        new PromptFormat(
            ["neither", "no", "yes"],
            "Tweet: {}\nAnswer: {}.",
            "Determine if the text supports feminism. Answer with yes, no, or neither."));

    /// <summary>Reads the dataset.</summary>
    /// <param name="path">A file or folder; see <see cref="Benchmark.Load"/>.</param>
    public static LabeledDataset Load(string path) => Benchmark.Load(path);
}
