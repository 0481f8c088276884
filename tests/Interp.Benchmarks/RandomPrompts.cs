using Interp.Core.Ablations;
using Interp.Core.Batches;
using Interp.Core.Prompts;
using Interp.Core.Randomness;
using Interp.Core.Transformer;

namespace Interp.Benchmarks;

/// <summary>Few-shot prompts of random tokens, and the ablations of every head.</summary>
internal static class RandomPrompts
{
    public static readonly int[] LabelTokens = [1, 2, 3];

    private const int Demonstrations = 20;

    /// <summary>Prompts of one length, labels at even distances.</summary>
    public static Prompt[] Of(HookedTransformer model, int count, int tokens)
    {
        var random = new RandomStream(seed: 1);
        var distance = tokens / Demonstrations;
        int[] preLabel = [.. Enumerable.Range(0, Demonstrations).Select(i => (i + 1) * distance - 3)];
        return [.. Enumerable.Range(0, count).Select(_ => new Prompt
        {
            Text = "",
            Tokens = [.. Enumerable.Range(0, tokens).Select(_ => random.Below(model.Info.DVocab))],
            PreLabel = [.. preLabel],
            LabelSpans = [.. preLabel.Select(at => new TokenSpan(at + 1, at + 2))],
            Classes = [.. preLabel.Select(_ => random.Below(LabelTokens.Length))],
            Shown = [.. preLabel.Select(_ => random.Below(LabelTokens.Length))],
        })];
    }

    public static Ablation[] EveryHead(HookedTransformer model, Positions positions) =>
        [.. Enumerable.Range(0, model.Info.Layers).SelectMany(layer => Enumerable.Range(0, model.Info.Heads).Select(head => Ablation.OfHeads([new HeadId(layer, head)], positions)))];
}
