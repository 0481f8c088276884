using Interp.Core.Batches;
using Interp.Core.Caching;
using Interp.Core.Hooks;
using Interp.Core.Tests.Tiny;
using Interp.Core.Tokens;
using static TorchSharp.torch;

namespace Interp.Core.Tests.Caching;

public sealed class ActivationCacheTests
{
    public static TheoryData<string> Wirings => TinyWiring.Names;

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Record_EverySite_KeepsEachPointOnceAndNothingElse(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring);
        var batch = TinyBatch.Padded();
        model.Logits(batch).Dispose();
        var before = Numbers.Live;
        var cache = ActivationCache.Record(model, batch, CacheRequest.Of([.. model.HookPoints.Select(point => point.Site).Distinct()]));
        Numbers.Live.Should().Be(before + model.HookPoints.Count);
        cache.Points.Should().BeEquivalentTo(model.HookPoints);
        cache.Bytes.Should().Be(model.HookPoints.Sum(point => model.ShapeOf(point, batch).Aggregate(4L, (bytes, size) => bytes * size)));
        foreach (var point in model.HookPoints)
        {
            cache[point].shape.Should().Equal(model.ShapeOf(point, batch));
            using (model.Tap(point, Positions.All, x => cache[point].ShouldBeBitForBit(x, $"{point}: keeping")))
                model.Run(batch);
        }

        cache.Dispose();
        cache.Dispose();
        Numbers.Live.Should().Be(before);
        model.IsHooked.Should().BeFalse();
    }

    [Fact]
    public void Record_LayersHeadsPositions_KeepsJustThose()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of("llama-gqa");
        var batch = Batch.Of(TinyBatch.Prompts(3, demonstrations: 4, labels: 2));
        using var whole = ActivationCache.Record(model, batch, CacheRequest.Of(HookSite.Pattern, HookSite.Z, HookSite.Embed));
        using var cache = ActivationCache.Record(
            model, batch,
            new CacheRequest { Sites = [HookSite.Pattern, HookSite.Z], Layers = [2, 0], Heads = [3, 1], Positions = Positions.PreLabel },
            new CacheRequest { Sites = [HookSite.Embed], Layers = [1], Positions = Positions.Last });
        cache.Points.Should().BeEquivalentTo([HookPoint.Pattern(2), HookPoint.Pattern(0), HookPoint.Z(2), HookPoint.Z(0), HookPoint.Embed]);
        cache[HookPoint.Pattern(2)].shape.Should().Equal(3, 2, 4, batch.Width);
        cache[HookPoint.Z(0)].shape.Should().Equal(3, 4, 2, TinyWiring.DHead);
        cache[HookPoint.Embed].shape.Should().Equal(3, 1, TinyWiring.DModel);
        cache.Bytes.Should().Be(4L * (2 * 3 * 2 * 4 * batch.Width + 2 * 3 * 4 * 2 * TinyWiring.DHead + 3 * TinyWiring.DModel));

        var token = batch.Marked(Mark.PreLabel)[1][2];
        Numbers.Difference(cache[HookPoint.Pattern(0)][1, 0, 2], whole[HookPoint.Pattern(0)][1, 3, token]).Should().BeLessThan(1e-6);
        Numbers.Difference(cache[HookPoint.Z(2)][1, 2, 1], whole[HookPoint.Z(2)][1, token, 1]).Should().BeLessThan(1e-6, "of the last block only the wanted tokens are computed");
        cache[HookPoint.Embed][2, 0].ShouldBeBitForBit(whole[HookPoint.Embed][2, batch.Rows[2].Length - 1], "narrowing");
    }

    [Fact]
    public void Record_HookedModel_KeepsWhatTheHooksLeave()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of("neox");
        using var hook = model.Hook(HookPoint.MlpOut(0), (x, _) => HookResult.Replace(zeros_like(x)));
        using var cache = ActivationCache.Record(model, TinyBatch.Padded(), CacheRequest.Of(HookSite.MlpOut));
        cache[HookPoint.MlpOut(0)].abs().max().item<float>().Should().Be(0);
        cache[HookPoint.MlpOut(1)].abs().max().item<float>().Should().BeGreaterThan(0);
    }

    [Fact]
    public void Record_LaterChangeInPlace_DoesNotReachWhatWasKept()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of("llama-gqa");
        using var clean = ActivationCache.Record(model, TinyBatch.Padded(), CacheRequest.Of(HookSite.ResidPost));
        using var hook = model.Hook(HookPoint.ResidPre(1), (x, _) =>
        {
            x.zero_();
            return HookResult.Keep;
        });
        using var cache = ActivationCache.Record(model, TinyBatch.Padded(), CacheRequest.Of(HookSite.ResidPost));
        cache[HookPoint.ResidPost(0)].ShouldBeBitForBit(clean[HookPoint.ResidPost(0)], "a later change in place");
    }

    [Fact]
    public void Record_WhatCannotBe_ThrowsAndLeavesNothing()
    {
        using var model = TinyModel.Of("gptj");
        var batch = TinyBatch.Padded();
        model.Logits(batch).Dispose();
        var before = Numbers.Live;
        FluentActions.Invoking(() => ActivationCache.Record(model, batch)).Should().Throw<ArgumentException>().WithMessage("*Nothing was asked for*");
        FluentActions.Invoking(() => ActivationCache.Record(model, batch, CacheRequest.Of(HookSite.Z, HookSite.ResidMid))).Should().Throw<ArgumentException>().WithMessage("*parallel*");
        FluentActions.Invoking(() => ActivationCache.Record(model, batch, CacheRequest.Of(HookSite.Z), CacheRequest.Of(HookSite.Z))).Should().Throw<ArgumentException>().WithMessage("*hook_z is asked for twice*");
        FluentActions.Invoking(() => ActivationCache.Record(model, batch, CacheRequest.Of(HookSite.Z) with { Layers = [0, 3] })).Should().Throw<ArgumentException>().WithMessage("*0..2*");
        FluentActions.Invoking(() => ActivationCache.Record(model, batch, CacheRequest.Of(HookSite.Z, HookSite.ResidPre) with { Heads = [0] })).Should().Throw<ArgumentException>().WithMessage("*no axis of query heads*");
        FluentActions.Invoking(() => ActivationCache.Record(model, batch, CacheRequest.Of(HookSite.Z) with { Positions = Positions.At([[0], [0], [8]]) })).Should().Throw<ArgumentException>();
        using (model.Hook(HookPoint.AttnOut(1), (_, _) => HookResult.Stop))
            FluentActions.Invoking(() => ActivationCache.Record(model, batch, CacheRequest.Of(HookSite.Z))).Should().Throw<InvalidOperationException>().WithMessage("*stopped*blocks.2.attn.hook_z*");
        using (model.Hook(HookPoint.AttnOut(1), (_, _) => throw new TimeoutException()))
            FluentActions.Invoking(() => ActivationCache.Record(model, batch, CacheRequest.Of(HookSite.Z))).Should().Throw<TimeoutException>();
        model.IsHooked.Should().BeFalse();
        Numbers.Live.Should().Be(before);
    }

    [Fact]
    public void Item_NotAskedForOrGone_Throws()
    {
        using var model = TinyModel.Of("gpt2");
        var cache = ActivationCache.Record(model, TinyBatch.Padded(), CacheRequest.Of(HookSite.Z));
        cache.Contains(HookPoint.Z(1)).Should().BeTrue();
        cache.Contains(HookPoint.Q(1)).Should().BeFalse();
        FluentActions.Invoking(() => cache[HookPoint.Q(1)]).Should().Throw<KeyNotFoundException>().WithMessage("*blocks.1.attn.hook_q*blocks.0.attn.hook_z*");
        cache.Dispose();
        FluentActions.Invoking(() => cache[HookPoint.Z(1)]).Should().Throw<ObjectDisposedException>();
    }
}
