using Interp.Core;
using Interp.Core.Ablations;
using Interp.Core.Batches;
using Interp.Core.Replays;
using Interp.Core.Transformer;
using Interp.Models.Tests.Parity;
using static TorchSharp.torch;

namespace Interp.Models.Tests.Hooks;

/// <summary>Replays on the recipes of real architectures, in float64, where only rounding may differ from full runs.</summary>
public sealed class ReferenceReplayTests
{
    private static readonly Batch Padded = Batch.Of([3, 17, 29, 5, 11], [2, 7, 1, 30, 12, 9, 21, 4, 8], [13, 26, 6]);

    public static TheoryData<string> Models => [.. Reference.Models];

    [Theory]
    [MemberData(nameof(Models))]
    public void Logits_EveryHeadAndWindow_AreThoseOfFullRuns(string name)
    {
        using var scope = NewDisposeScope();
        using var model = Pretrained.Load(Reference.Model(name), PretrainedOptions.Default with { Dtype = ScalarType.Float64 });
        var window = Positions.At([[2, 3], [7, 8], [0, 1]]);
        var heads = Enumerable.Range(0, model.Info.Layers).SelectMany(layer => Enumerable.Range(0, model.Info.Heads).Select(head => new HeadId(layer, head))).ToArray();
        Ablation[] ablations =
        [
            .. heads.Select(head => Ablation.OfHeads([head], window)), Ablation.OfHeads(heads, window), Ablation.None,
            Ablation.OfLayers([1], window), Ablation.OfMlps([0], window) | Ablation.OfAttentions([model.Info.Layers - 1], window),
        ];
        using var replay = Replay.Record(model, Padded, window, new ReplayOptions { RowsAtOnce = 10 });
        foreach (var protocol in new[] { Protocol.Corrected, Protocol.Published })
        {
            if (protocol == Protocol.Published && model.Info.KvHeads != model.Info.Heads)
                continue;
            var replayed = replay.Logits(ablations, protocol: protocol);
            for (var a = 0; a < ablations.Length; a++)
            {
                using var ablated = AblationScope.Apply(model, ablations[a], protocol: protocol);
                var full = model.Logits(Padded);
                foreach (var (tokens, prompt) in window.Resolve(Padded).Select((tokens, prompt) => (tokens, prompt)))
                {
                    for (var i = 0; i < tokens.Length; i++)
                        Reference.Difference(replayed[a, prompt, i], full[prompt, tokens[i]]).Should().BeLessThan(1e-9, $"{ablations[a]}, prompt {prompt}, token {tokens[i]}");
                }
            }
        }
    }
}
