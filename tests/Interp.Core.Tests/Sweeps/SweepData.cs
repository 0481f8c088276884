using Interp.Core.Ablations;
using Interp.Core.Batches;
using Interp.Core.Caching;
using Interp.Core.Hooks;
using Interp.Core.Prompts;
using Interp.Core.Randomness;
using Interp.Core.Tests.Tiny;
using Interp.Core.Transformer;

namespace Interp.Core.Tests.Sweeps;

/// <summary>What the tests of sweeps ask of which prompts.</summary>
internal static class SweepData
{
    public const int Labels = 3;

    public static readonly int[] LabelTokens = [1, 2, 3];

    public static readonly Prompt[] Set = TinyBatch.Prompts(10, demonstrations: 4, Labels);

    public static CacheRequest[] Kept =>
    [
        new CacheRequest { Sites = [HookSite.ResidPost, HookSite.K], Layers = [0, 2] },
        new CacheRequest { Sites = [HookSite.Pattern, HookSite.Z], Heads = [1, 3], Positions = Positions.PreLabel },
    ];

    public static Ablation[] ManyAblations()
    {
        var random = new RandomStream(3);
        var at = Positions.LastPreLabel;
        return
        [
            Ablation.None,
            .. Enumerable.Range(0, 100).Select(_ => Ablation.OfHeads(Enumerable.Range(0, 5).Select(_ => new HeadId(random.Below(TinyWiring.Layers), random.Below(TinyWiring.Heads))), at)),
            Ablation.OfAttentions([1, 2], at), Ablation.OfMlps([1, 2], at), Ablation.OfLayers([1, 2], at), Ablation.OfLayers([2], at),
        ];
    }
}
