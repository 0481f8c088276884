using Interp.Core.Ablations;
using Interp.Core.Batches;
using Interp.Core.Prompts;
using Interp.Core.Randomness;
using Interp.Core.Transformer;
using Interp.Models;

namespace Interp.Benchmarks;

/// <summary>A random model of 24 blocks x 16 heads x width 1,024, few-shot prompts for it, and the ablations of each of its heads.</summary>
internal static class LargeModel
{
    public const int Layers = 24;
    public const int Heads = 16;
    public static readonly int[] LabelTokens = [1, 2, 3];

    private const int Demonstrations = 20;

    public static HookedTransformer Create() =>
        TinyModel.Create(TinyArchitecture.GptNeoX, TinyOptions.Default with { Layers = Layers, DModel = 1024, Heads = Heads, DMlp = 4096, ContextLength = 1024 });

    /// <summary>GPT-2 small's shape: 12 blocks x width 768, 50,000 words.</summary>
    public static HookedTransformer WithManyWords() => TinyModel.Create(TinyArchitecture.GptNeoX, TinyOptions.Default with
    {
        Layers = 12,
        DModel = 768,
        Heads = 12,
        DMlp = 3072,
        ContextLength = 1024,
        Words = [.. Enumerable.Range(0, 50_000).Select(i => $"{100_000 + i}")],
    });

    /// <summary>Prompts of random tokens, labels at even distances.</summary>
    public static Prompt[] Prompts(HookedTransformer model, int count, int tokens)
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

    public static Ablation[] EveryHead(Positions positions) =>
        [.. Enumerable.Range(0, Layers).SelectMany(layer => Enumerable.Range(0, Heads).Select(head => Ablation.OfHeads([new HeadId(layer, head)], positions)))];
}
