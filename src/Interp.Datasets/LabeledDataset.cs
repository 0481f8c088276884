using Interp.Core.Prompts;
using Interp.Core.Tokens;

namespace Interp.Datasets;

/// <summary>A benchmark with its rows.</summary>
/// <param name="Benchmark">What the dataset is.</param>
/// <param name="Examples">Its rows, in the order of their file.</param>
public sealed record LabeledDataset(Benchmark Benchmark, ExampleSet Examples)
{
    /// <summary>Draws pairs of correct and false prompts.</summary>
    /// <param name="tokenizer">The model's tokenizer.</param>
    /// <param name="options">How many, how long, with which labels, from which seed.</param>
    /// <param name="format">Which of the benchmark's formats.</param>
    /// <exception cref="ArgumentException">The demonstrations do not fit, or a class has too few examples that do.</exception>
    public PromptSet Prompts(ITokenizer tokenizer, PromptOptions options, int format = 0)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new PromptBuilder(Examples, Benchmark.Format(format, options.Protocol), tokenizer).Build(options);
    }

    /// <summary>Draws pairs of correct and false prompts of format 0, of at most 2,048 tokens each.</summary>
    /// <param name="tokenizer">The model's tokenizer.</param>
    /// <param name="setting">How false labels are dealt.</param>
    /// <param name="demonstrations">Demonstrations in a prompt, the last one included.</param>
    /// <param name="count">Number of pairs.</param>
    /// <param name="seed">Seed of every random choice.</param>
    /// <exception cref="ArgumentException">The demonstrations do not fit, or a class has too few examples that do.</exception>
    public PromptSet Prompts(ITokenizer tokenizer, Setting setting, int demonstrations, int count, ulong seed) =>
        Prompts(tokenizer, new PromptOptions { Setting = setting, Demonstrations = demonstrations, Count = count, Seed = seed });
}
