using Interp.Samples.TrainOverthinker.Training;
using static TorchSharp.torch;

namespace Interp.Samples.Tests.Training;

public sealed class AdamWTests
{
    /// <summary>libtorch's own optimiser and clipping, on the same gradients.</summary>
    [Theory]
    [InlineData(100)]
    [InlineData(0.5)]
    public void Step_SomeGradients_MovesAsLibtorchDoes(double clip)
    {
        using var scope = NewDisposeScope();
        var random = new Generator(3);
        var start = randn(4, 3, generator: random);
        var ours = start.clone().requires_grad_(true);
        var theirs = new TorchSharp.Modules.Parameter(start.clone());
        using var optimizer = new AdamW(new Dictionary<string, Tensor> { ["w"] = ours }, decay: 0.01, clip);
        using var reference = optim.AdamW([theirs], lr: 0.002, beta1: 0.9, beta2: 0.98, eps: 1e-8, weight_decay: 0.01);
        for (var step = 1; step <= 6; step++)
        {
            var target = randn(4, 3, generator: random);
            (ours - target).pow(2).sum().backward();
            reference.zero_grad();
            (theirs - target).pow(2).sum().backward();
            nn.utils.clip_grad_norm_([theirs], clip);
            reference.step();
            optimizer.Step(step, rate: 0.002);
        }

        (ours - theirs).abs().max().item<float>().Should().BeLessThan(1e-6f);
        (ours - start).abs().min().item<float>().Should().BeGreaterThan(1e-4f, "every weight moved");
    }

    [Fact]
    public void Step_WeightWithoutGradient_Rests()
    {
        using var scope = NewDisposeScope();
        Tensor moved = ones(2).requires_grad_(true), resting = ones(2).requires_grad_(true);
        using var optimizer = new AdamW(new Dictionary<string, Tensor> { ["moved"] = moved, ["resting"] = resting }, decay: 0.5, clip: 1);
        moved.sum().backward();
        optimizer.Step(1, rate: 0.1);
        resting.data<float>().ToArray().Should().Equal(1, 1);
        moved.data<float>().ToArray().Should().OnlyContain(value => value < 1);
    }
}
