using Interp.Core.Tests.Tiny;
using static TorchSharp.torch;

namespace Interp.Core.Tests.Transformer;

public sealed class NormTests
{
    [Theory]
    [InlineData("gpt2")]
    [InlineData("llama-gqa")]
    public void ApplyFrozen_PartsOfAStream_AddUpToTheNormLessItsBias(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        var norm = model.FinalNorm;
        Tensor[] parts = [.. Enumerable.Range(0, 4).Select(seed => Numbers.Noise(empty(3, 5, TinyWiring.DModel, dtype: ScalarType.Float64), seed))];
        var whole = parts.Aggregate((sum, part) => sum + part);
        var scale = norm.ScaleOf(whole);
        scale.shape.Should().Equal(3, 5, 1);

        var sum = parts.Select(part => norm.ApplyFrozen(part, scale)).Aggregate((left, right) => left + right);
        var expected = norm.Bias is { } bias ? norm.Apply(whole) - bias : norm.Apply(whole);
        Numbers.Difference(sum, expected).Should().BeLessThan(1e-12);
        Numbers.Difference(norm.ApplyFrozen(whole * 3, scale), norm.ApplyFrozen(whole, scale) * 3).Should().BeLessThan(1e-12, "it is linear");
        FluentActions.Invoking(() => norm.ApplyFrozen(whole, whole)).Should().Throw<ArgumentException>().WithMessage("*last axis 1 of 1*");
        FluentActions.Invoking(() => norm.ApplyFrozen(whole, ones(4, 1, 1, dtype: ScalarType.Float64))).Should().Throw<ArgumentException>().WithMessage("*does not spread*");
        FluentActions.Invoking(() => norm.ScaleOf(scale)).Should().Throw<ArgumentException>();
    }
}
