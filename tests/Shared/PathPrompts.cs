using Interp.Core.Paths;
using Interp.Core.Prompts;
using Interp.Core.Randomness;
using Interp.Core.Transformer;

namespace Interp.Tests;

/// <summary>Pairs of prompts of random tokens, both of a pair as long, and paths of a model.</summary>
internal static class PathPrompts
{
    public const int Demonstrations = 2;

    /// <summary>A pair of each length; labels are the tokens 1, 2 and 3, before the last of which one token of few is read.</summary>
    public static PromptSet Set(TransformerInfo info, ulong seed, params int[] lengths) => new()
    {
        Dataset = "random",
        Format = 0,
        Setting = Setting.Permuted,
        Seed = seed,
        Labels = ["one", "two", "three"],
        LabelTokens = [1, 2, 3],
        Pairs = [.. lengths.Select((length, i) => new PromptPair(Of(length, info, new RandomStream(seed, 2 * (ulong)i), shift: 0), Of(length, info, new RandomStream(seed, 2 * (ulong)i + 1), shift: 1)))],
    };

    /// <summary>Paths of every kind of sender to every kind of receiver, near and far.</summary>
    public static IEnumerable<PathEdge> Edges(HookedTransformer model)
    {
        var last = model.Info.Layers - 1;
        PathReceiver[] receivers =
        [
            .. new[] { 1, last }.Distinct().SelectMany(layer => PathReceiver.InputsOf(model, new HeadId(layer, model.Info.Heads - 1)).Append(PathReceiver.MlpInput(layer))),
            PathReceiver.MlpInput(0),
            PathReceiver.Logits,
        ];
        foreach (var receiver in receivers)
        {
            var senders = PathSender.Before(model, receiver);
            PathSender[] some = [senders[0], senders[^1], .. senders.Length > 3 ? new[] { senders[1 + model.Info.Heads / 2], senders[senders.Length / 2] } : []];
            foreach (var sender in some.Distinct())
                yield return new PathEdge(sender, receiver);
        }

        yield return new PathEdge(PathSender.Attention(0), PathReceiver.MlpInput(last));
        yield return new PathEdge(PathSender.Attention(0), PathReceiver.Logits);
    }

    private static Prompt Of(int length, TransformerInfo info, RandomStream random, int shift)
    {
        int[] classes = [.. Enumerable.Range(0, Demonstrations).Select(_ => random.Below(3))];
        int[] shown = [.. classes.Select(label => (label + shift) % 3)];
        int[] preLabel = [length / 2 - 2, length - 2];
        var tokens = Enumerable.Range(0, length).Select(_ => 4 + random.Below(info.DVocab - 4)).ToArray();
        for (var i = 0; i < Demonstrations; i++)
            (tokens[preLabel[i]], tokens[preLabel[i] + 1]) = (0, 1 + shown[i]);
        return new Prompt
        {
            Text = "",
            Tokens = [.. tokens],
            PreLabel = [.. preLabel],
            LabelSpans = [.. preLabel.Select(at => new TokenSpan(at + 1, at + 2))],
            Classes = [.. classes],
            Shown = [.. shown],
        };
    }
}
