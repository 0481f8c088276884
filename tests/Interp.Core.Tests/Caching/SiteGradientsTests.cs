using Interp.Core.Batches;
using Interp.Core.Caching;
using Interp.Core.Hooks;
using Interp.Core.Tests.Tiny;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Tests.Caching;

public sealed class SiteGradientsTests
{
    public static TheoryData<string> Wirings => TinyWiring.Names;

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Of_EveryPointAtOnce_AreTheFiniteDifferences(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        var batch = TinyBatch.Padded();
        using var gradients = SiteGradients.Of(model, batch, [.. model.HookPoints], Metric);
        gradients.Metric.Should().BeApproximately(MetricOf(model, batch), 1e-12);
        foreach (var point in model.HookPoints)
        {
            var activation = gradients.Activations[point];
            var gradient = gradients.Gradients[point];
            gradient.shape.Should().Equal(model.ShapeOf(point, batch), $"{point}");
            activation.requires_grad.Should().BeFalse();

            var direction = Numbers.Noise(activation, 9);
            const double Step = 1e-6;
            double At(double step)
            {
                using var hook = model.Hook(point, (x, _) => HookResult.Replace(x + step * direction));
                return MetricOf(model, batch);
            }

            var expected = (At(Step) - At(-Step)) / (2 * Step);
            var found = (gradient * direction).sum().item<double>();
            found.Should().BeApproximately(expected, 1e-6 * Math.Max(1, Math.Abs(expected)), $"{point}");
            Math.Abs(expected).Should().BeGreaterThan(1e-6, $"{point} matters");
        }
    }

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Of_OnePointAlone_IsThatOfAllTogether(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        var batch = TinyBatch.Padded();
        using var all = SiteGradients.Of(model, batch, [.. model.HookPoints], Metric);
        foreach (var point in model.HookPoints.Where(point => point.Layer is null or 1))
        {
            using var one = SiteGradients.Of(model, batch, [point], Metric);
            Numbers.Difference(one.Gradients[point], all.Gradients[point]).Should().BeLessThan(1e-10, $"{point}");
            one.Gradients.Points.Should().Equal(point);
        }
    }

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Of_Disposed_LeavesNoTensorAndNoHook(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring);
        var batch = TinyBatch.Padded();
        var clean = model.Logits(batch);
        var before = Numbers.Live;
        var gradients = SiteGradients.Of(model, batch, [HookPoint.Pattern(0), HookPoint.Z(1), HookPoint.ResidPost(2), HookPoint.Z(1)], Metric);
        Numbers.Live.Should().Be(before + 6, "an activation and a gradient a point");
        model.IsHooked.Should().BeFalse();
        gradients.Dispose();
        Numbers.Live.Should().Be(before);

        FluentActions.Invoking(() => SiteGradients.Of(model, batch, [HookPoint.Z(0)], _ => throw new TimeoutException())).Should().Throw<TimeoutException>();
        FluentActions.Invoking(() => SiteGradients.Of(model, batch, [HookPoint.Z(0), HookPoint.Z(9)], Metric)).Should().Throw<ArgumentException>().WithMessage("*0..2*");
        model.IsHooked.Should().BeFalse();
        Numbers.Live.Should().Be(before);
        using var after = model.Logits(batch);
        after.ShouldBeBitForBit(clean, "gradients");
    }

    [Fact]
    public void Of_PointTheMetricDoesNotReach_HasZeros()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of("gpt2");
        using var gradients = SiteGradients.Of(model, Batch.Of(TinyBatch.Tokens(5, 1)), [HookPoint.ResidPre(1)], logits => logits[0, 2, 3]);
        gradients.Gradients[HookPoint.ResidPre(1)].narrow(1, 3, 2).abs().max().item<float>().Should().Be(0, "later tokens are not seen");
        gradients.Gradients[HookPoint.ResidPre(1)].narrow(1, 2, 1).abs().max().item<float>().Should().BeGreaterThan(0);
    }

    [Fact]
    public void Of_WithoutGradientsOrMetric_Throws()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of("gpt2");
        var batch = TinyBatch.Padded();
        using (no_grad())
            FluentActions.Invoking(() => SiteGradients.Of(model, batch, [HookPoint.Z(0)], Metric)).Should().Throw<InvalidOperationException>().WithMessage("*no_grad*");
        FluentActions.Invoking(() => SiteGradients.Of(model, batch, [], Metric)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => SiteGradients.Of(model, batch, [HookPoint.Z(0)], logits => logits)).Should().Throw<InvalidOperationException>().WithMessage("*one number*");
        FluentActions.Invoking(() => SiteGradients.Of(model, batch, [HookPoint.Z(0)], _ => zeros(1))).Should().Throw<InvalidOperationException>().WithMessage("*does not depend*");
    }

    /// <summary>A curved function of the logits of real tokens.</summary>
    private static Tensor Metric(Tensor logits) => (logits.log_softmax(-1)[0, 4, 3] + 2 * logits[1, 8, 5].tanh() - 0.5 * logits[2, 6].logsumexp(-1)) * 3;

    private static double MetricOf(HookedTransformer model, Batch batch)
    {
        using var scope = NewDisposeScope();
        return Metric(model.Logits(batch)).item<double>();
    }
}
