using System.Collections.Immutable;
using Interp.Core.Ablations;
using Interp.Core.Batches;
using Interp.Core.Caching;
using Interp.Core.Hooks;
using Interp.Core.Tests.Tiny;
using static TorchSharp.torch;

namespace Interp.Core.Tests.Transformer;

/// <summary>Which listeners a pass sees, and how far they make it go.</summary>
public sealed class PassListenersTests
{
    private static readonly Batch Prompts = Batch.Of(TinyBatch.Prompts(4, demonstrations: 6, labels: 3));

    [Theory]
    [InlineData(HookSite.Pattern)]
    [InlineData(HookSite.AttnScores)]
    [InlineData(HookSite.Result)]
    [InlineData(HookSite.Z)]
    [InlineData(HookSite.MlpNormScale)]
    public void Tap_ThatDisposesItsOwnScope_ReadsOnce(HookSite site)
    {
        using var model = TinyModel.Of("gpt2");
        var reads = 0;
        HookScope? scope = null;
        scope = model.Tap(new HookPoint(site, 1), Positions.Last, _ =>
        {
            reads++;
            scope!.Dispose();
        });
        using var later = model.Tap(new HookPoint(site, 1), Positions.All, _ => reads += 10);
        model.Logits(Prompts).Dispose();
        model.Logits(Prompts).Dispose();
        reads.Should().Be(21);
    }

    [Fact]
    public void Hook_AddedDuringAPass_IsOfTheNextOne()
    {
        using var model = TinyModel.Of("gpt2");
        var added = new List<HookScope>();
        var reads = 0;
        using (model.Tap(HookPoint.ResidPost(1), Positions.All, _ => added.Add(model.Tap(HookPoint.Z(0), Positions.All, _ => reads++))))
            model.Logits(Prompts).Dispose();
        reads.Should().Be(0);
        model.Logits(Prompts).Dispose();
        reads.Should().Be(1);
        added.ForEach(scope => scope.Dispose());
        model.IsHooked.Should().BeFalse();
    }

    /// <summary>An ablation wants nothing computed: what nobody reads after it is not run.</summary>
    [Fact]
    public void Run_WhatIsWantedBeforeAnAblation_RunsNoBlockOfIt()
    {
        using var model = TinyModel.Of("gpt2");
        using var counting = new Counting();
        using var ablated = AblationScope.Apply(model, Ablation.OfMlps([2], Positions.All, Replacement.Own), [counting]);
        ActivationCache.Record(model, Prompts, new CacheRequest { Sites = [HookSite.ResidPost], Layers = [0] }).Dispose();
        counting.Calls.Should().Be(0);
        ActivationCache.Record(model, Prompts, new CacheRequest { Sites = [HookSite.Pattern], Layers = [2] }).Dispose();
        counting.Calls.Should().Be(0, "the pass ends at the pattern");
        model.Logits(Prompts).Dispose();
        counting.Calls.Should().Be(1);
    }

    [Fact]
    public void LogitsFrom_HookBeforeTheStart_IsRefusedBeforeAnythingRuns()
    {
        using var model = TinyModel.Of("gpt2");
        using var stream = zeros(Prompts.Size, Prompts.Width, TinyWiring.DModel);
        var ran = 0;
        using var tap = model.Tap(HookPoint.Z(0), Positions.All, _ => { });
        using var counter = model.Tap(HookPoint.Z(2), Positions.All, _ => ran++);
        var before = Numbers.Live;
        FluentActions.Invoking(() => model.LogitsFrom(Prompts, 1, stream)).Should().Throw<InvalidOperationException>().WithMessage("*blocks.0.attn.hook_z would not fire*block 1*");
        ran.Should().Be(0);
        Numbers.Live.Should().Be(before);
    }

    private sealed class Counting : ReplacementSource
    {
        public int Calls { get; private set; }

        public override Tensor Values(ReplacementRequest request)
        {
            Calls++;
            return zeros(1, TinyWiring.DModel);
        }

        public override void Check(HookPoint point, Batch batch, ImmutableArray<ImmutableArray<int>> tokens) => point.Should().Be(HookPoint.MlpOut(2));
    }
}
