using Interp.Core.Ablations;
using Interp.Core.Batches;
using Interp.Core.Caching;
using Interp.Core.Circuits;
using Interp.Core.Hooks;
using Interp.Core.Statistics;
using Interp.Core.Sweeps;
using Interp.Core.Tests.Tiny;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Tests.Circuits;

public sealed class CircuitFaithfulnessTests
{
    public static TheoryData<string> Wirings => TinyWiring.Names;

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Of_EverythingAndNothing_AreTheTwoVersions(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        var contrast = TinyContrast.Of(5);
        using var ablation = AblationScope.Zero(model, [new HeadId(1, 1)], Positions.All);
        var effects = AttributionPatching.Estimate(model, contrast, CircuitNode.Parts(model));
        var all = effects.Parts.Length;
        var found = CircuitFaithfulness.Of(model, contrast, effects.Ranked(), [0, 3, all], new SweepOptions { BatchTokens = 30 });

        var clean = contrast.Measure(model, Batch.Of(contrast.Prompts));
        var other = contrast.Measure(model, Batch.Of(contrast.Others!));
        Near(found.Clean, clean);
        Near(found.Other, other);
        Near(found.Kept[0], other);
        Near(found.Kept[2], clean);
        Near(found.Removed[0], clean);
        Near(found.Removed[2], other);

        var resamples = new Resamples(5, seed: 3);
        found.Faithfulness(0, resamples).Estimate.Should().BeApproximately(0, 1e-10);
        found.Faithfulness(all, resamples).Estimate.Should().BeApproximately(1, 1e-10);
        found.LeftWithout(0, resamples).Estimate.Should().BeApproximately(1, 1e-10);
        var share = found.Faithfulness(3, resamples);
        share.Estimate.Should().BeApproximately((found.Kept[1].Average() - other.Average()) / (clean.Average() - other.Average()), 1e-10);
        share.Low.Should().BeLessThan(share.High);
        share.Covers(share.Estimate).Should().BeTrue();
    }

    [Fact]
    public void Of_SomeNodes_IsTheRunWithTheRestPatched()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of("neox", ScalarType.Float64);
        var contrast = TinyContrast.Of(4);
        var effects = AttributionPatching.Exact(model, contrast, CircuitNode.Parts(model));
        var found = CircuitFaithfulness.Of(model, contrast, effects.Ranked(), [4]);

        var (circuit, batch) = (effects.Top(4), Batch.Of(contrast.Prompts));
        using var other = ActivationCache.Record(model, Batch.Of(contrast.Others!), CacheRequest.Of(HookSite.ResidPre, HookSite.Z, HookSite.MlpOut));
        double[] Patched(Func<CircuitNode, bool> which)
        {
            using var hooks = HookScope.Join(effects.Parts.Where(which).Select(node => model.Hook(node.Point, (x, _) =>
            {
                if (node.HeadIndex is not { } head)
                    return HookResult.Replace(other[node.Point]);
                x.select(2, head).copy_(other[node.Point].select(2, head));
                return HookResult.Replace(x);
            })));
            return contrast.Measure(model, batch);
        }

        Near(found.Kept[0], Patched(node => !circuit.Contains(node)));
        Near(found.Removed[0], Patched(circuit.Contains));
    }

    [Fact]
    public void Of_BadInput_SaysWhatWouldBeValid()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of("neox", ScalarType.Float64);
        var contrast = TinyContrast.Of();
        var effects = AttributionPatching.Estimate(model, contrast, CircuitNode.Parts(model));
        FluentActions.Invoking(() => CircuitFaithfulness.Of(model, contrast, effects.Ranked(), [99])).Should().Throw<ArgumentException>().WithMessage("*0..16*");
        FluentActions.Invoking(() => CircuitFaithfulness.Of(model, contrast, effects.Ranked(), [])).Should().Throw<ArgumentException>();
        var found = CircuitFaithfulness.Of(model, contrast, effects.Ranked(), [2]);
        FluentActions.Invoking(() => found.Faithfulness(3, new Resamples(3, 1))).Should().Throw<ArgumentException>().WithMessage("*measured were 2*");
        FluentActions.Invoking(() => found.Faithfulness(2, new Resamples(4, 1))).Should().Throw<ArgumentException>().WithMessage("*4 prompts*");
        var same = new ContrastSet(contrast.Prompts, contrast.Prompts, contrast.Pairs);
        FluentActions.Invoking(() => CircuitFaithfulness.Of(model, same, CircuitNode.Parts(model), [2]).Faithfulness(2, new Resamples(3, 1)))
            .Should().Throw<ArgumentException>().WithMessage("*nothing to be faithful to*");
    }

    private static void Near(IEnumerable<double> found, IEnumerable<double> expected) => found.Should().Equal(expected, (a, b) => Math.Abs(a - b) < 1e-10);
}
