using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Tests.Tiny;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Tests.Hooks;

/// <summary>Points that the fast path does not compute: what listeners are shown is what the fast path would have made.</summary>
public sealed class InteriorTests
{
    private static readonly HookSite[] Interior =
    [
        HookSite.AttnScores, HookSite.Pattern, HookSite.Result, HookSite.AttnNormScale, HookSite.AttnNormNormalized,
        HookSite.MlpNormScale, HookSite.MlpNormNormalized, HookSite.FinalNormScale, HookSite.FinalNormNormalized,
    ];

    public static TheoryData<string> Wirings => TinyWiring.Names;

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Logits_InteriorChangedByNextToNothing_ByTheExplicitPathAreThoseOfTheFusedOne(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        var batch = TinyBatch.Padded();
        var clean = model.Logits(batch);
        foreach (var point in model.HookPoints.Where(point => Interior.Contains(point.Site)))
        {
            using var hook = model.Hook(point, (x, _) => HookResult.Replace(x * (1 + 1e-14)));
            var explicitly = model.Logits(batch);
            Numbers.Difference(explicitly, clean).Should().BeInRange(1e-17, 1e-11, $"{point}");
        }
    }

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Logits_InteriorChangedByNextToNothingInFloat32_StayWithinItsRounding(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring);
        var batch = TinyBatch.Padded();
        using var exact = TinyModel.Of(wiring, ScalarType.Float64);
        var clean = model.Logits(batch);
        var rounding = Numbers.Difference(clean.to(ScalarType.Float64), exact.Logits(batch));
        foreach (var point in model.HookPoints.Where(point => Interior.Contains(point.Site)))
        {
            using var hook = model.Hook(point, (x, _) => HookResult.Replace(x * (1 + 1.2e-7)));
            Numbers.Difference(model.Logits(batch), clean).Should().BeLessThan(4 * rounding, $"{point}");
        }
    }

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Pattern_EveryRow_SumsToOneAndLooksBackOnly(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring);
        var batch = TinyBatch.Padded();
        var rows = 0;
        using var taps = HookScope.Join(Enumerable.Range(0, TinyWiring.Layers).SelectMany(layer => new[]
        {
            model.Tap(HookPoint.Pattern(layer), Positions.All, x =>
            {
                Numbers.Difference(x.sum(-1), ones_like(x.sum(-1))).Should().BeLessThan(1e-6);
                x.triu(1).abs().max().item<float>().Should().Be(0);
                rows++;
            }),
            model.Tap(HookPoint.AttnScores(layer), Positions.All, x =>
            {
                var future = ones_like(x).triu(1).to(ScalarType.Bool);
                x[TensorIndex.Tensor(future)].isneginf().all().item<bool>().Should().BeTrue();
                var seen = TinyWiring.Named(wiring).Window is { } window && layer % 2 == 0 ? ones_like(x).triu(1 - window).to(ScalarType.Bool) & ~future : ~future;
                x[TensorIndex.Tensor(seen)].isfinite().all().item<bool>().Should().BeTrue();
                x[TensorIndex.Tensor(~seen)].isneginf().all().item<bool>().Should().BeTrue();
            }),
        }));
        model.Run(batch);
        rows.Should().Be(TinyWiring.Layers);
    }

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Activations_OfOnePass_AreMadeOfEachOther(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        var parts = TinyWiring.Named(wiring);
        var seen = new Dictionary<HookPoint, Tensor>();
        using var taps = HookScope.Join(model.HookPoints.Select(point => model.Tap(point, Positions.All, x => seen[point] = x.clone().MoveToOtherDisposeScope(scope))));
        model.Run(TinyBatch.Padded());

        for (var layer = 0; layer < TinyWiring.Layers; layer++)
        {
            var values = seen[HookPoint.V(layer)].repeat_interleave(TinyWiring.Heads / parts.KvHeads, 2).transpose(1, 2); // [batch, head, key, d_head]
            Close(seen[HookPoint.Pattern(layer)], seen[HookPoint.AttnScores(layer)].softmax(-1));
            Close(seen[HookPoint.Z(layer)], seen[HookPoint.Pattern(layer)].matmul(values).transpose(1, 2));

            var outputBias = model.Weights.FirstOrDefault(weight => weight.Name == $"blocks.{layer}.attn.output.bias").Tensor;
            var output = seen[HookPoint.Result(layer)].sum(2) + (outputBias ?? zeros(1, dtype: float64));
            Close(seen[HookPoint.AttnOut(layer)], parts.HasNormsBehind ? Normalized(output, parts) * model.Weights.Single(weight => weight.Name == $"blocks.{layer}.ln1_post.gain").Tensor : output);
            Close(seen[HookPoint.ResidPost(layer)], seen[HookPoint.ResidPre(layer)] + seen[HookPoint.AttnOut(layer)] + seen[HookPoint.MlpOut(layer)]);
            if (parts.Residual == Residual.Sequential)
                Close(seen[HookPoint.ResidMid(layer)], seen[HookPoint.ResidPre(layer)] + seen[HookPoint.AttnOut(layer)]);

            if (!parts.HasNormsBefore)
                continue;
            Close(seen[HookPoint.AttnNormScale(layer)], Divisor(seen[HookPoint.ResidPre(layer)], parts));
            Close(seen[HookPoint.AttnNormNormalized(layer)], Normalized(seen[HookPoint.ResidPre(layer)], parts));
        }

        Close(seen[HookPoint.FinalNormScale], Divisor(seen[HookPoint.ResidPost(TinyWiring.Layers - 1)], parts));
        Close(seen[HookPoint.UnembedIn], model.FinalNorm.Apply(seen[HookPoint.ResidPost(TinyWiring.Layers - 1)]));
        Close(seen[HookPoint.UnembedOut], model.Unembedding.Logits(seen[HookPoint.UnembedIn]));
        Close(seen[HookPoint.UnembedOut], model.Logits(TinyBatch.Padded()));
    }

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Tap_PositionsAndHeads_AreTheSlicesOfTheWhole(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring);
        var batch = TinyBatch.Padded();
        int[][] chosen = [[4, 0], [8, 3, 3], [2]];
        int[] heads = [3, 0];
        foreach (var point in model.HookPoints)
        {
            var hasHeads = point.Axes.Split(' ').Contains("head");
            var whole = zeros(0);
            var part = zeros(0);
            using (model.Tap(point, Positions.All, x => whole = x.clone().MoveToOtherDisposeScope(scope)))
            using (model.Tap(point, Positions.At(chosen), x => part = x.clone().MoveToOtherDisposeScope(scope), hasHeads ? heads : null))
                model.Run(batch);

            var positionAxis = point.Axes.Contains("query", StringComparison.Ordinal) ? 1 : 0; // of one prompt
            for (var prompt = 0; prompt < batch.Size; prompt++)
            {
                // Lists of different lengths are padded by their last entry.
                var positions = Enumerable.Range(0, 3).Select(i => (long)chosen[prompt][Math.Min(i, chosen[prompt].Length - 1)]).ToArray();
                var slice = whole[prompt].index_select(positionAxis, tensor(positions));
                if (hasHeads)
                    slice = slice.index_select(1 - positionAxis, tensor(heads.Select(head => (long)head).ToArray()));
                if (Interior.Contains(point.Site))
                    Numbers.Difference(part[prompt], slice).Should().BeLessThan(1e-6 * Math.Max(1, slice.nan_to_num(neginf: 0).abs().max().item<float>()), $"{point}");
                else
                    part[prompt].ShouldBeBitForBit(slice, $"{point}: choosing positions and heads");
            }
        }
    }

    [Fact]
    public void Tap_HeadsThatDoNotExist_Throws()
    {
        using var model = TinyModel.Of("llama-gqa");
        FluentActions.Invoking(() => model.Tap(HookPoint.Pattern(0), Positions.All, _ => { }, [4])).Should().Throw<ArgumentOutOfRangeException>().WithMessage("*0..3*");
        FluentActions.Invoking(() => model.Tap(HookPoint.Pattern(0), Positions.All, _ => { }, [-1])).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => model.Tap(HookPoint.Pattern(0), Positions.All, _ => { }, [])).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => model.Tap(HookPoint.ResidPre(0), Positions.All, _ => { }, [0])).Should().Throw<ArgumentException>().WithMessage("*no axis of query heads*");
        FluentActions.Invoking(() => model.Tap(HookPoint.K(0), Positions.All, _ => { }, [0])).Should().Throw<ArgumentException>().WithMessage("*kv_head*");
        model.IsHooked.Should().BeFalse();
    }

    [Fact]
    public void Tap_PositionsThatDoNotFitTheBatch_Throws()
    {
        using var model = TinyModel.Of("llama-gqa");
        var batch = TinyBatch.Padded();
        using (model.Tap(HookPoint.Z(0), Positions.At([[0], [0]]), _ => { }))
            FluentActions.Invoking(() => model.Run(batch)).Should().Throw<ArgumentException>().WithMessage("*2 prompts*3*");
        using (model.Tap(HookPoint.Z(0), Positions.At([[5], [0], [0]]), _ => { }))
            FluentActions.Invoking(() => model.Run(batch)).Should().Throw<ArgumentException>().WithMessage("*Position 5 of prompt 0*0..4*");
        using (model.Tap(HookPoint.Z(0), Positions.At([[0], [], [0]]), _ => { }))
            FluentActions.Invoking(() => model.Run(batch)).Should().Throw<ArgumentException>().WithMessage("*at least one position*");
        using (model.Tap(HookPoint.Z(0), Positions.PreLabel, _ => { }))
            FluentActions.Invoking(() => model.Run(batch)).Should().Throw<InvalidOperationException>().WithMessage("*marked 'pre-label'*Positions.At*");
    }

    private static Tensor Divisor(Tensor x, TinyWiring parts) =>
        ((parts.HasRmsNorm ? x : x - x.mean([-1], keepdim: true)).square().mean([-1], keepdim: true) + 1e-3).sqrt();

    private static Tensor Normalized(Tensor x, TinyWiring parts) => (parts.HasRmsNorm ? x : x - x.mean([-1], keepdim: true)) / Divisor(x, parts);

    private static void Close(Tensor actual, Tensor expected) => Numbers.Difference(actual, expected).Should().BeLessThan(1e-12);
}
