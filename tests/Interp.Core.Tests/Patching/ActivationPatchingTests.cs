using Interp.Core.Batches;
using Interp.Core.Caching;
using Interp.Core.Hooks;
using Interp.Core.Patching;
using Interp.Core.Tests.Tiny;
using static TorchSharp.torch;

namespace Interp.Core.Tests.Patching;

public sealed class ActivationPatchingTests
{
    private static readonly int[] Clean = TinyBatch.Tokens(6, 1);
    private static readonly int[] Corrupt = TinyBatch.Tokens(6, 2);

    public static TheoryData<string> Wirings => TinyWiring.Names;

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Patch_EverythingOrNothing_IsTheCleanOrTheCorruptedRun(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        var (clean, corrupt) = (TinyBatch.Padded(60), TinyBatch.Padded(70));
        using var cache = ActivationCache.Record(model, clean, CacheRequest.Of(HookSite.ResidPre, HookSite.Z, HookSite.MlpOut, HookSite.Embed));
        var (cleanLogits, corruptLogits) = (model.Logits(clean), model.Logits(corrupt));

        using (ActivationPatching.Patch(model, cache, HookPoint.ResidPre(0), Positions.All))
        {
            var patched = model.Logits(corrupt);
            for (var i = 0; i < 3; i++)
                Numbers.Difference(patched[i].narrow(0, 0, clean.Rows[i].Length), cleanLogits[i].narrow(0, 0, clean.Rows[i].Length)).Should().BeLessThan(1e-12);
        }

        using (ActivationPatching.Patch(model, cache, HookPoint.ResidPre(1), Positions.At([[], [], []])))
            model.Logits(corrupt).ShouldBeBitForBit(corruptLogits, "patching nothing");
        using var own = ActivationCache.Record(model, corrupt, CacheRequest.Of(HookSite.Z));
        using (ActivationPatching.Patch(model, own, HookPoint.Z(1), Positions.All, [0, 2]))
            model.Logits(corrupt).ShouldBeBitForBit(corruptLogits, "patching with the run's own values");
    }

    [Fact]
    public void Patch_HeadsAtPositions_ChangesJustThose()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of("llama-gqa", ScalarType.Float64);
        using var cache = ActivationCache.Record(model, Batch.Of(Clean), CacheRequest.Of(HookSite.Z));
        using var before = ActivationCache.Record(model, Batch.Of(Corrupt), CacheRequest.Of(HookSite.Z));
        using var patch = ActivationPatching.Patch(model, cache, HookPoint.Z(1), Positions.At([[2, 4]]), [1, 3]);
        using var after = ActivationCache.Record(model, Batch.Of(Corrupt), CacheRequest.Of(HookSite.Z));
        for (var token = 0; token < 6; token++)
            for (var head = 0; head < 4; head++)
            {
                var expected = token is 2 or 4 && head is 1 or 3 ? cache : before;
                after[HookPoint.Z(1)][0, token, head].ShouldBeBitForBit(expected[HookPoint.Z(1)][0, token, head], $"token {token}, head {head}");
            }
    }

    [Theory]
    [MemberData(nameof(Wirings))]
    public void ByPosition_EveryCell_IsTheFullRunWithThatPatch(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        foreach (var site in new[] { HookSite.ResidPre, HookSite.AttnOut, HookSite.MlpOut, HookSite.K })
        {
            using var cache = ActivationCache.Record(model, Batch.Of(Clean), CacheRequest.Of(site));
            var table = ActivationPatching.ByPosition(model, new PatchPair(Clean, Corrupt, Metric), site);
            table.Columns.Should().Equal(Enumerable.Range(0, 6));
            table.Clean.Should().BeApproximately(Metric(model.Logits(Batch.Of(Clean))[0]), 1e-12);
            table.Corrupt.Should().BeApproximately(Metric(model.Logits(Batch.Of(Corrupt))[0]), 1e-12);
            for (var layer = 0; layer < TinyWiring.Layers; layer++)
                for (var position = 0; position < 6; position++)
                {
                    using var patch = ActivationPatching.Patch(model, cache, new HookPoint(site, layer), Positions.At([[position]]));
                    var expected = Metric(model.Logits(Batch.Of(Corrupt))[0]);
                    table.Values[layer][position].Should().BeApproximately(expected, 1e-11, $"{site}, block {layer}, position {position}");
                    table.Restored(layer, position).Should().BeApproximately((expected - table.Corrupt) / (table.Clean - table.Corrupt), 1e-9);
                }
        }
    }

    [Theory]
    [MemberData(nameof(Wirings))]
    public void ByHead_EveryCell_IsTheFullRunWithThatPatch(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        using var cache = ActivationCache.Record(model, Batch.Of(Clean), CacheRequest.Of(HookSite.Z));
        foreach (var positions in new[] { Positions.Last, Positions.All, Positions.At([[1, 5]]) })
        {
            var table = ActivationPatching.ByHead(model, new PatchPair(Clean, Corrupt, Metric), positions);
            table.Columns.Should().Equal(0, 1, 2, 3);
            for (var layer = 0; layer < TinyWiring.Layers; layer++)
                for (var head = 0; head < TinyWiring.Heads; head++)
                {
                    using var patch = ActivationPatching.Patch(model, cache, HookPoint.Z(layer), positions, [head]);
                    table.Values[layer][head].Should().BeApproximately(Metric(model.Logits(Batch.Of(Corrupt))[0]), 1e-11, $"{positions}, head {layer}.{head}");
                }
        }
    }

    [Fact]
    public void Sweeps_Done_LeaveNoTensorAndNoHook()
    {
        using var model = TinyModel.Of("gptj");
        model.Logits(Batch.Of(Clean)).Dispose();
        var before = Numbers.Live;
        ActivationPatching.ByPosition(model, new PatchPair(Clean, Corrupt, Metric), HookSite.ResidPre);
        ActivationPatching.ByHead(model, new PatchPair(Clean, Corrupt, Metric), Positions.Last);
        FluentActions.Invoking(() => ActivationPatching.ByHead(model, new PatchPair(Clean, Corrupt, _ => throw new TimeoutException()), Positions.Last)).Should().Throw<TimeoutException>();
        Numbers.Live.Should().Be(before);
        model.IsHooked.Should().BeFalse();
    }

    [Fact]
    public void Sweeps_WhatDoesNotFit_Throw()
    {
        using var model = TinyModel.Of("gptj");
        FluentActions.Invoking(() => ActivationPatching.ByPosition(model, new PatchPair(Clean, Corrupt[..5], Metric), HookSite.ResidPre)).Should().Throw<ArgumentException>().WithMessage("*6 tokens*5*");
        FluentActions.Invoking(() => ActivationPatching.ByPosition(model, new PatchPair(Clean, Corrupt, Metric), HookSite.Pattern)).Should().Throw<ArgumentException>().WithMessage("*Pattern*");
        FluentActions.Invoking(() => ActivationPatching.ByPosition(model, new PatchPair(Clean, Corrupt, Metric), HookSite.Embed)).Should().Throw<ArgumentException>().WithMessage("*Embed*");
        FluentActions.Invoking(() => ActivationPatching.ByPosition(model, new PatchPair(Clean, Corrupt, Metric), HookSite.ResidMid)).Should().Throw<ArgumentException>().WithMessage("*parallel*");
        FluentActions.Invoking(() => ActivationPatching.ByHead(model, new PatchPair(Clean, Corrupt, Metric), Positions.At([[6]]))).Should().Throw<ArgumentException>().WithMessage("*0..5*");
        using (model.Hook(HookPoint.Z(0), (_, _) => HookResult.Keep))
            FluentActions.Invoking(() => ActivationPatching.ByHead(model, new PatchPair(Clean, Corrupt, Metric), Positions.Last)).Should().Throw<InvalidOperationException>().WithMessage("*hooks*");
        model.IsHooked.Should().BeFalse();
    }

    [Fact]
    public void Patch_WhatDoesNotFit_Throws()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of("llama-gqa");
        var corrupt = TinyBatch.Padded();
        using var cache = ActivationCache.Record(model, TinyBatch.Padded(60), CacheRequest.Of(HookSite.Z, HookSite.K, HookSite.Pattern));
        using var shorter = ActivationCache.Record(model, Batch.Of([1, 2], [3], [4]), CacheRequest.Of(HookSite.Z));
        using var fewer = ActivationCache.Record(model, Batch.Of(Clean), CacheRequest.Of(HookSite.Z));
        using var narrowed = ActivationCache.Record(model, TinyBatch.Padded(60), CacheRequest.Of(HookSite.Z) with { Heads = [1] });
        using var chosen = ActivationCache.Record(model, TinyBatch.Padded(60), CacheRequest.Of(HookSite.Z) with { Positions = Positions.At([[0, 1, 2, 3, 4], [4, 5, 6, 7, 8], [2, 3, 4, 5, 6]]) });
        FluentActions.Invoking(() => ActivationPatching.Patch(model, cache, HookPoint.Pattern(0), Positions.Last)).Should().Throw<ArgumentException>().WithMessage("*axis of positions*");
        FluentActions.Invoking(() => ActivationPatching.Patch(model, cache, HookPoint.Q(0), Positions.Last)).Should().Throw<ArgumentException>().WithMessage("*cached without*");
        FluentActions.Invoking(() => ActivationPatching.Patch(model, cache, HookPoint.Z(0), Positions.Last, [4])).Should().Throw<ArgumentOutOfRangeException>().WithMessage("*0..3*");
        FluentActions.Invoking(() => ActivationPatching.Patch(model, cache, HookPoint.K(0), Positions.Last, [0])).Should().Throw<ArgumentException>().WithMessage("*no axis of query heads*");
        model.IsHooked.Should().BeFalse();
        foreach (var partly in new[] { narrowed, chosen })
            FluentActions.Invoking(() => ActivationPatching.Patch(model, partly, HookPoint.Z(0), Positions.Last)).Should().Throw<ArgumentException>().WithMessage("*does not cover*");
        foreach (var misfit in new[] { shorter, fewer })
        {
            using var patch = ActivationPatching.Patch(model, misfit, HookPoint.Z(0), Positions.Last);
            FluentActions.Invoking(() => model.Logits(corrupt)).Should().Throw<InvalidOperationException>().WithMessage("*does not cover*");
        }

        using (ActivationPatching.Patch(model, cache, HookPoint.Z(0), Positions.Last))
        {
            cache.Dispose();
            FluentActions.Invoking(() => model.Logits(corrupt)).Should().Throw<ObjectDisposedException>();
        }
    }

    [Fact]
    public void Restored_NothingToRestore_IsNotANumber() =>
        new PatchTable([0, 1], 1, 1, [[1.0, 2.0]]).Restored(0, 1).Should().Be(double.NaN);

    private static double Metric(Tensor logits)
    {
        using var scope = NewDisposeScope();
        return logits[-1].log_softmax(-1)[3].to(float64).item<double>();
    }
}
