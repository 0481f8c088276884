using Interp.Core.Batches;
using Interp.Core.Prompts;
using Interp.Core.Randomness;

namespace Interp.Core.Tests.Tiny;

/// <summary>Random prompts for tiny models.</summary>
internal static class TinyBatch
{
    public static int[] Tokens(int count, ulong seed)
    {
        var random = new RandomStream(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.Below(TinyWiring.DVocab))];
    }

    /// <summary>Three prompts of different lengths.</summary>
    public static Batch Padded(ulong seed = 7) => Batch.Of(Tokens(5, seed), Tokens(9, seed + 1), Tokens(7, seed + 2));

    /// <summary>
    /// Prompts of demonstrations "one to three words, an arrow, a label": pre-label tokens are all the same token, as in
    /// real prompts. Labels are the tokens 1, 2, 3, …; the arrow is 0.
    /// </summary>
    public static Prompt[] Prompts(int count, int demonstrations, int labels, ulong seed = 11) =>
        [.. Enumerable.Range(0, count).Select(i => OnePrompt(demonstrations, labels, new RandomStream(seed, (ulong)i)))];

    public static PromptSet Set(int count, int demonstrations, int labels) => new()
    {
        Dataset = "tiny",
        Format = 0,
        Setting = Setting.Permuted,
        Seed = 11,
        Labels = [.. Enumerable.Range(1, labels).Select(label => $"label{label}")],
        LabelTokens = [.. Enumerable.Range(1, labels)],
        Pairs = [.. Prompts(count, demonstrations, labels, 11).Zip(Prompts(count, demonstrations, labels, 12), (correct, other) => new PromptPair(correct, other))],
    };

    private static Prompt OnePrompt(int demonstrations, int labels, RandomStream random)
    {
        var tokens = new List<int>();
        var preLabel = new List<int>();
        var classes = new List<int>();
        for (var i = 0; i < demonstrations; i++)
        {
            for (var word = random.Below(3); word >= 0; word--)
                tokens.Add(1 + labels + random.Below(TinyWiring.DVocab - labels - 1));
            preLabel.Add(tokens.Count);
            classes.Add(random.Below(labels));
            tokens.AddRange([0, 1 + classes[^1]]);
        }

        return new Prompt
        {
            Text = "",
            Tokens = [.. tokens],
            PreLabel = [.. preLabel],
            LabelSpans = [.. preLabel.Select(at => new TokenSpan(at + 1, at + 2))],
            Classes = [.. classes],
            Shown = [.. classes.Select(label => (label + 1) % labels)],
        };
    }
}
