using Interp.Core.Batches;
using Interp.Core.Caching;
using Interp.Core.Hooks;
using Interp.Core.Transformer;
using Interp.Models.Tests.Parity;
using TorchSharp;
using static TorchSharp.torch;

namespace Interp.Models.Tests.Hooks;

/// <summary>Hooks on the recipes of real architectures: none moves a bit by being there, all fire, all matter.</summary>
public sealed class ReferenceHookTests
{
    private static readonly Batch Padded = Batch.Of([3, 17, 29, 5, 11], [2, 7, 1, 30, 12, 9, 21, 4, 8], [13, 26, 6]);

    public static TheoryData<string> Models => [.. Reference.Models];

    [Theory]
    [MemberData(nameof(Models))]
    public void Logits_IdentityHooks_AreTheCleanOnesAndLeaveNothing(string name)
    {
        using var scope = NewDisposeScope();
        using var model = Pretrained.Load(Reference.Model(name));
        var clean = model.Logits(Padded);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        foreach (var identity in new Func<Tensor, Batch, HookResult>[]
        {
            (_, _) => HookResult.Keep,
            (x, _) => HookResult.Replace(x),
            (x, _) => HookResult.Replace(x.contiguous().clone()),
            (x, _) => HookResult.Replace(x.mul_(1)),
        })
        {
            foreach (var point in model.HookPoints)
            {
                using (model.Hook(point, identity))
                    BitForBit(model, clean, $"{point}");
            }

            using (HookScope.Join(model.HookPoints.Select(point => model.Hook(point, identity))))
                BitForBit(model, clean, "all points");
            BitForBit(model, clean, "removed");
        }

        foreach (var point in model.HookPoints)
        {
            using (model.Hook(point, (_, _) => throw new TimeoutException()))
                FluentActions.Invoking(() => model.Logits(Padded)).Should().Throw<TimeoutException>();
            BitForBit(model, clean, $"{point}, after it threw");
        }

        DisposeScopeManager.Statistics.ThreadTotalLiveCount.Should().Be(before);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Logits_EveryPoint_FiresOnceWithItsShapeAndMatters(string name)
    {
        using var scope = NewDisposeScope();
        using var model = Pretrained.Load(Reference.Model(name));
        var clean = model.Logits(Padded);
        foreach (var point in model.HookPoints)
        {
            var fired = 0;
            using var hook = model.Hook(point, (x, batch) =>
            {
                fired++;
                x.shape.Should().Equal(model.ShapeOf(point, batch), $"{point}");
                using var generator = new Generator(5, CPU);
                return HookResult.Replace(x + 0.5 * randn(x.shape, generator: generator));
            });
            var moved = model.Logits(Padded);
            fired.Should().Be(1, $"{point}");
            Reference.Difference(moved[1, 8], clean[1, 8]).Should().BeGreaterThan(1e-3, $"{point}");
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void HookPoints_OfEachArchitecture_LackWhatItsPartsLack(string name)
    {
        using var model = Pretrained.Load(Reference.Model(name));
        var config = Reference.Config(name);
        HookSite[] headNorms = [HookSite.QNormScale, HookSite.QNormNormalized, HookSite.KNormScale, HookSite.KNormNormalized];
        HookSite[] normsBehind = [HookSite.AttnOutNormScale, HookSite.AttnOutNormNormalized, HookSite.MlpOutNormScale, HookSite.MlpOutNormNormalized];
        HookSite[] absent = (string?)config["model_type"] switch
        {
            "gpt2" => [.. headNorms, .. normsBehind, HookSite.RotQ, HookSite.RotK, HookSite.MlpPreLinear],
            "gptj" or "phi" => [.. headNorms, .. normsBehind, HookSite.PosEmbed, HookSite.ResidMid, HookSite.MlpNormScale, HookSite.MlpNormNormalized, HookSite.MlpPreLinear],
            "gpt_neox" when (bool?)config["use_parallel_residual"] ?? true => [.. headNorms, .. normsBehind, HookSite.PosEmbed, HookSite.ResidMid, HookSite.MlpPreLinear],
            "gpt_neox" => [.. headNorms, .. normsBehind, HookSite.PosEmbed, HookSite.MlpPreLinear],
            "llama" or "mistral" or "qwen2" or "phi3" or "smollm3" => [.. headNorms, .. normsBehind, HookSite.PosEmbed],
            "qwen3" => [.. normsBehind, HookSite.PosEmbed],
            "olmo2" => [HookSite.AttnNormScale, HookSite.AttnNormNormalized, HookSite.MlpNormScale, HookSite.MlpNormNormalized, HookSite.PosEmbed],
            "gemma2" => [.. headNorms, HookSite.PosEmbed],
            "gemma3_text" => [HookSite.PosEmbed],
            var other => throw new ArgumentOutOfRangeException(nameof(name), other, "Say which sites this architecture lacks."),
        };
        Enum.GetValues<HookSite>().Except(model.HookPoints.Select(point => point.Site)).Should().BeEquivalentTo(absent);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void SiteGradients_EverySiteOfABlock_AreTheFiniteDifferences(string name)
    {
        using var scope = NewDisposeScope();
        using var model = Pretrained.Load(Reference.Model(name), PretrainedOptions.Default with { Dtype = ScalarType.Float64 });
        var points = model.HookPoints.Where(point => point.Layer is null or 1).ToArray();
        using var gradients = SiteGradients.Of(model, Padded, points, Metric);
        foreach (var point in points)
        {
            using var generator = new Generator(9, CPU);
            var direction = randn(model.ShapeOf(point, Padded).ToArray(), dtype: float64, generator: generator);
            const double Step = 1e-6;
            double At(double step)
            {
                using var hook = model.Hook(point, (x, _) => HookResult.Replace(x + step * direction));
                return Metric(model.Logits(Padded)).item<double>();
            }

            var expected = (At(Step) - At(-Step)) / (2 * Step);
            (gradients.Gradients[point] * direction).sum().item<double>().Should().BeApproximately(expected, 1e-5 * Math.Max(1, Math.Abs(expected)), $"{point}");
        }
    }

    private static Tensor Metric(Tensor logits) => logits.log_softmax(-1)[0, 4, 3] + 2 * logits[1, 8, 5].tanh();

    private static void BitForBit(HookedTransformer model, Tensor clean, string because)
    {
        using var logits = model.Logits(Padded);
        logits.bytes.SequenceEqual(clean.bytes).Should().BeTrue($"{because} must not move a bit");
    }
}
