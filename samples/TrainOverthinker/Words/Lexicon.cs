using System.Collections.Immutable;
using Interp.Datasets.Benchmarks;

namespace Interp.Samples.TrainOverthinker.Words;

/// <summary>The words that are one token each.</summary>
public static class Lexicon
{
    /// <summary>Labels that mean nothing.</summary>
    public static ImmutableArray<string> Letters { get; } = [.. Enumerable.Range('A', 24).Select(letter => ((char)letter).ToString())];

    /// <summary>The words of the sentence before the demonstrations, as they stand in it.</summary>
    private static ImmutableArray<string> Sentence { get; } = ["Consider", " the", " categories", " and", " Classify", " each", " object", " in", " its", " category"];

    /// <summary>Every word: objects at the beginning of a line and after a space, labels after a space, the sentence's own.</summary>
    public static ImmutableArray<string> Words { get; } =
    [
        .. Sentence,
        .. Letters.Select(letter => " " + letter),
        .. Categories.Names.Select(name => " " + name),
        .. Categories.Names.SelectMany(name => Categories.Objects(name)),
        .. Categories.Names.SelectMany(name => Categories.Objects(name)).Select(word => " " + word),
    ];
}
