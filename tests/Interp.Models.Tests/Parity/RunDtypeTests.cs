using System.Text.Json;
using Interp.Core.Batches;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Models.Tests.Parity;

/// <summary>The dtypes a model runs in, against the stored float32 logits and the distance to the reference's own float64 run.</summary>
public sealed class RunDtypeTests
{
    [Theory]
    [MemberData(nameof(ReferenceModelTests.Models), MemberType = typeof(ReferenceModelTests))]
    public void Logits_Float64_AreTheReferenceAndOwnFloat32(string name)
    {
        using var scope = NewDisposeScope();
        using var expected = Reference.Expected(name);
        using var wide = Load(name, ScalarType.Float64);
        using var single = Load(name, ScalarType.Float32);
        foreach (var prompt in Reference.Prompts(expected))
        {
            var batch = Batch.Of(Reference.Ids(expected, $"{prompt}.ids"));
            var logits = wide.Logits(batch)[0];
            logits.dtype.Should().Be(ScalarType.Float64);
            Reference.Difference(logits, expected.Read($"{prompt}.logits")).Should().BeLessThan(Reference.Tolerance, prompt);
            Reference.Difference(logits, single.Logits(batch)[0]).Should().BeLessThan(Reference.Tolerance, prompt);
        }
    }

    // transformers' float64 run has a few float32 steps, whose last bits differ between CPUs. Rounded there too, this run is as
    // far from the stored float32 logits as that one, but for what such steps move; where an architecture has none, exactly so.
    [Theory]
    [MemberData(nameof(ReferenceModelTests.Models), MemberType = typeof(ReferenceModelTests))]
    public void Logits_Float64RoundedAsTheReferenceRounds_AreAsFarFromFloat32AsItsFloat64(string name)
    {
        const double Float64Noise = 1e-8;
        using var scope = NewDisposeScope();
        using var expected = Reference.Expected(name);
        using var model = Load(name, ScalarType.Float64);
        var noise = Float32Noise(name);
        foreach (var prompt in Reference.Prompts(expected))
        {
            var batch = Batch.Of(Reference.Ids(expected, $"{prompt}.ids"));
            var unrounded = model.Logits(batch)[0];
            using var rounding = ReferencePrecision.Apply(model);
            var rounded = model.Logits(batch)[0];
            var ofTheSteps = Math.Min(Reference.Difference(rounded, unrounded), noise[prompt]); // a part cannot exceed the whole
            Reference.Difference(rounded, expected.Read($"{prompt}.logits")).Should().BeApproximately(noise[prompt], ofTheSteps + Float64Noise, prompt);
        }
    }

    // bfloat16 keeps 8 bits: measured are 0.8 to 2.3 % of the logits' root mean square, and 94 to 100 % of the top tokens.
    [Theory]
    [MemberData(nameof(ReferenceModelTests.Models), MemberType = typeof(ReferenceModelTests))]
    public void Logits_BFloat16_AreCloseToTheReference(string name)
    {
        const double RelativeError = 0.03;
        const double SameTop = 0.9;
        using var scope = NewDisposeScope();
        using var expected = Reference.Expected(name);
        using var model = Load(name, ScalarType.BFloat16);
        var (same, all) = (0L, 0L);
        foreach (var prompt in Reference.Prompts(expected))
        {
            var logits = model.Logits(Batch.Of(Reference.Ids(expected, $"{prompt}.ids")))[0];
            logits.dtype.Should().Be(ScalarType.BFloat16);
            var reference = expected.Read($"{prompt}.logits");
            var error = (logits.to(float32) - reference).square().mean() / reference.square().mean();
            Math.Sqrt(error.item<float>()).Should().BeLessThan(RelativeError, prompt);
            same += logits.argmax(-1).eq(reference.argmax(-1)).sum().item<long>();
            all += reference.shape[0];
        }

        ((double)same / all).Should().BeGreaterThan(SameTop);
    }

    private static HookedTransformer Load(string name, ScalarType dtype) => Pretrained.Load(Reference.Model(name), new PretrainedOptions { Dtype = dtype });

    /// <summary>Largest difference of the reference's own float64 and float32 logits, by prompt.</summary>
    private static Dictionary<string, double> Float32Noise(string name)
    {
        using var cases = JsonDocument.Parse(File.ReadAllText(Path.Combine(Reference.Model(name), "cases.json")));
        return cases.RootElement.GetProperty("float64_minus_float32_logits").EnumerateObject().ToDictionary(prompt => prompt.Name, prompt => prompt.Value.GetDouble());
    }
}
