using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Tests.Tiny;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Tests.Hooks;

/// <summary>What a model says is available is exactly what fires, and every point matters.</summary>
public sealed class HookPointsOfModelsTests
{
    public static TheoryData<string> Wirings => TinyWiring.Names;

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Logits_EveryPoint_FiresOnceInOrderWithItsShape(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring);
        var batch = TinyBatch.Padded();
        var fired = new List<HookPoint>();
        using var hooks = HookScope.Join(model.HookPoints.Select(point => model.Hook(point, (x, given) =>
        {
            fired.Add(point);
            given.Should().BeSameAs(batch);
            x.shape.Should().Equal(model.ShapeOf(point, batch), $"{point}");
            x.dtype.Should().Be(model.Dtype);
            return HookResult.Keep;
        })));
        model.Logits(batch);
        fired.Should().Equal(model.HookPoints);
        fired.Clear();
        model.Run(batch);
        fired.Should().Equal(model.HookPoints);
    }

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Logits_EveryPointAlone_FiresOnce(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring);
        var batch = TinyBatch.Padded();
        foreach (var point in model.HookPoints)
        {
            var (hooked, tapped) = (0, 0);
            using (model.Tap(point, Positions.All, x =>
            {
                x.shape.Should().Equal(model.ShapeOf(point, batch));
                tapped++;
            }))
                model.Logits(batch);
            using (model.Hook(point, (_, _) =>
            {
                hooked++;
                return HookResult.Keep;
            }))
                model.Logits(batch);
            (hooked, tapped).Should().Be((1, 1), $"{point}");
        }
    }

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Logits_EveryPointPerturbed_MoveAtEveryPrompt(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring);
        var batch = TinyBatch.Padded();
        var clean = model.Logits(batch);
        foreach (var point in model.HookPoints)
        {
            using var hook = model.Hook(point, (x, _) => HookResult.Replace(x + 0.5 * Numbers.Noise(x, 5)));
            var moved = model.Logits(batch);
            for (var prompt = 0; prompt < batch.Size; prompt++)
                Numbers.Difference(moved[prompt, batch.Rows[prompt].Length - 1], clean[prompt, batch.Rows[prompt].Length - 1]).Should().BeGreaterThan(1e-3, $"{point}, prompt {prompt}");
        }
    }

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Logits_EveryPointPerturbedInPlace_MoveAsMuchAsWhenReplaced(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring);
        var batch = TinyBatch.Padded();
        foreach (var point in model.HookPoints)
        {
            Tensor replaced, changed;
            using (model.Hook(point, (x, _) => HookResult.Replace(x + Numbers.Noise(x, 5))))
                replaced = model.Logits(batch);
            using (model.Hook(point, (x, _) =>
            {
                x.add_(Numbers.Noise(x, 5));
                return HookResult.Keep;
            }))
                changed = model.Logits(batch);
            changed.ShouldBeBitForBit(replaced, $"changing {point} in place, against replacing it,");
        }
    }

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Logits_OnePromptPerturbed_OthersStay(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring);
        var batch = TinyBatch.Padded();
        var clean = model.Logits(batch);
        foreach (var point in model.HookPoints)
        {
            using var hook = model.Hook(point, (x, _) =>
            {
                var changed = x.clone();
                changed[1].add_(1.0 * Numbers.Noise(changed[1], 5));
                return HookResult.Replace(changed);
            });
            var moved = model.Logits(batch);
            Numbers.Difference(moved[0], clean[0]).Should().BeLessThan(2e-5, $"{point}");
            Numbers.Difference(moved[2], clean[2]).Should().BeLessThan(2e-5, $"{point}");
            Numbers.Difference(moved[1], clean[1]).Should().BeGreaterThan(1e-3, $"{point}");
        }
    }

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Hook_PointThatIsAbsent_ThrowsWithTheReason(string wiring)
    {
        using var model = TinyModel.Of(wiring);
        var parts = TinyWiring.Named(wiring);
        var reasons = new Dictionary<HookSite, (bool Absent, string Reason)>
        {
            [HookSite.PosEmbed] = (parts.Rotary is not null, "rotary"),
            [HookSite.RotQ] = (parts.Rotary is null, "learned"),
            [HookSite.RotK] = (parts.Rotary is null, "learned"),
            [HookSite.ResidMid] = (parts.Residual == Residual.Parallel, "parallel"),
            [HookSite.AttnNormScale] = (!parts.HasNormsBefore, "no norm stands before attention"),
            [HookSite.AttnNormNormalized] = (!parts.HasNormsBefore, "no norm stands before attention"),
            [HookSite.QNormScale] = (parts.HeadsOfQueryNorm is null, "no norm"),
            [HookSite.QNormNormalized] = (parts.HeadsOfQueryNorm is null, "no norm"),
            [HookSite.KNormScale] = (parts.HeadsOfQueryNorm is null, "no norm"),
            [HookSite.KNormNormalized] = (parts.HeadsOfQueryNorm is null, "no norm"),
            [HookSite.AttnOutNormScale] = (!parts.HasNormsBehind, "none behind"),
            [HookSite.AttnOutNormNormalized] = (!parts.HasNormsBehind, "none behind"),
            [HookSite.MlpOutNormScale] = (!parts.HasNormsBehind, "none behind"),
            [HookSite.MlpOutNormNormalized] = (!parts.HasNormsBehind, "none behind"),
            [HookSite.MlpNormScale] = (parts.SharesNorm || !parts.HasNormsBefore, parts.SharesNorm ? "share one norm" : "no norm stands before the MLP"),
            [HookSite.MlpNormNormalized] = (parts.SharesNorm || !parts.HasNormsBefore, parts.SharesNorm ? "share one norm" : "no norm stands before the MLP"),
            [HookSite.MlpPreLinear] = (!parts.IsGated, "not gated"),
        };
        foreach (var site in Enum.GetValues<HookSite>())
        {
            var inBlock = site is not (HookSite.Embed or HookSite.PosEmbed or HookSite.FinalNormScale or HookSite.FinalNormNormalized or HookSite.UnembedIn or HookSite.UnembedOut);
            var point = new HookPoint(site, inBlock ? 1 : null);
            if (!reasons.TryGetValue(site, out var expected) || !expected.Absent)
            {
                model.HookPoints.Should().Contain(point);
                continue;
            }

            model.HookPoints.Should().NotContain(point);
            FluentActions.Invoking(() => model.Hook(point, (_, _) => HookResult.Keep)).Should().Throw<ArgumentException>().WithMessage($"*{point}*{expected.Reason}*");
            FluentActions.Invoking(() => model.Tap(point, Positions.All, _ => { })).Should().Throw<ArgumentException>().WithMessage($"*{expected.Reason}*");
            FluentActions.Invoking(() => model.ShapeOf(point, TinyBatch.Padded())).Should().Throw<ArgumentException>().WithMessage($"*{expected.Reason}*");
        }

        model.IsHooked.Should().BeFalse();
    }

    [Fact]
    public void Hook_BlockBeyondTheLast_ThrowsWithTheRange()
    {
        using var model = TinyModel.Of("gpt2");
        FluentActions.Invoking(() => model.Hook(HookPoint.Z(3), (_, _) => HookResult.Keep)).Should().Throw<ArgumentException>().WithMessage("*blocks 0..2*");
    }

    [Fact]
    public void Hook_ReplacementThatDoesNotFit_ThrowsAndSaysWhatWould()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of("gpt2");
        var batch = TinyBatch.Padded();
        foreach (var point in model.HookPoints)
        {
            foreach (var (what, misfit) in new (string, Func<Tensor, Tensor>)[]
            {
                ("shape", x => x.flatten()),
                ("shape", x => x.narrow(0, 0, 1)),
                ("dtype", x => x.to(float64)),
                ("device", x => empty(x.shape, device: META)),
            })
            {
                using var hook = model.Hook(point, (x, _) => HookResult.Replace(misfit(x)));
                FluentActions.Invoking(() => model.Logits(batch)).Should().Throw<InvalidOperationException>().WithMessage($"*{point}*{what}*{point.Axes}*");
            }
        }

        FluentActions.Invoking(() => HookResult.Replace(null!)).Should().Throw<ArgumentNullException>();
    }
}
