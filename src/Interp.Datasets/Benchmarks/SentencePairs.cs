namespace Interp.Datasets.Benchmarks;

/// <summary>What the benchmarks of sentence pairs share.</summary>
internal static class SentencePairs
{
    public const string Template = "{}.\nquestion: {}. True or False?\nThe answer is: {}.";
}
