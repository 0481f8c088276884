using System.Collections.Immutable;
using Interp.Core.Prompts;

namespace Interp.Core.Tests.Prompts;

/// <summary>Small datasets and formats.</summary>
internal static class Toys
{
    public static PromptFormat Format(int classes, string template = "{}: {}.", string narrative = "") =>
        new([.. Enumerable.Range(0, classes).Select(index => $"label{index}")], template, narrative);

    /// <summary>Rows "w0c0", "w1c0", …, one word each.</summary>
    public static ExampleSet Examples(int classes, int perClass) => Examples(
        from index in Enumerable.Range(0, perClass)
        from @class in Enumerable.Range(0, classes)
        select new Example([$"w{index}c{@class}"], @class));

    public static ExampleSet Examples(IEnumerable<Example> rows) => new() { Dataset = "toy", Source = "toy rows", Rows = [.. rows] };

    public static PromptOptions Options(Setting setting = Setting.Permuted, int demonstrations = 8, int count = 20, ulong seed = 1, int tokens = 400) =>
        new() { Setting = setting, Demonstrations = demonstrations, Count = count, Seed = seed, MaximumTokens = tokens };

    public static PromptSet Build(int classes, PromptOptions options) =>
        new PromptBuilder(Examples(classes, 40), Format(classes), PatternTokenizer.Words()).Build(options);

    public static ImmutableArray<Prompt> Both(PromptSet set) => [.. set.Pairs.SelectMany(pair => new[] { pair.Correct, pair.False })];
}
