using Interp.Core.Ablations;
using Interp.Core.Batches;
using Interp.Core.Lens;
using Interp.Core.Products;
using Interp.Core.Prompts;
using Interp.Core.Replays;
using Interp.Core.Transformer;
using Interp.Models.Checkpoints;
using static TorchSharp.torch;

namespace Interp.Models.Tests.Parity;

/// <summary>Matrices in bfloat16 under a float32 stream.</summary>
public sealed class BFloat16MatricesTests
{
    private static readonly PretrainedOptions Half = new() { Matrices = MatrixPrecision.BFloat16 };

    public static TheoryData<string> Models => [.. Reference.Models];

    [Theory]
    [MemberData(nameof(Models))]
    public void Logits_EveryReference_StayNearItAndInFloat32(string name)
    {
        using var scope = NewDisposeScope();
        using var expected = Reference.Expected(name);
        using var model = Pretrained.Load(Reference.Model(name), Half);
        model.Dtype.Should().Be(ScalarType.Float32);
        model.Weights.Where(weight => weight.Name.StartsWith("blocks.", StringComparison.Ordinal) && weight.Tensor.Dimensions == 2).Should().OnlyContain(weight => weight.Tensor.dtype == ScalarType.BFloat16);
        model.Weights.Where(weight => weight.Tensor.Dimensions == 1).Should().OnlyContain(weight => weight.Tensor.dtype == ScalarType.Float32);
        foreach (var prompt in Reference.Prompts(expected))
        {
            var stored = expected.Read($"{prompt}.logits");
            var logits = model.Logits(Batch.Of(Reference.Ids(expected, $"{prompt}.ids")))[0];
            logits.dtype.Should().Be(ScalarType.Float32);
            Reference.Difference(logits, stored).Should().BeInRange(1e-5, 0.05 * stored.abs().max().to(ScalarType.Float64).item<double>(), prompt);
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Replay_HeadZeroed_IsTheFullRun(string name)
    {
        using var scope = NewDisposeScope();
        using var expected = Reference.Expected(name);
        using var model = Pretrained.Load(Reference.Model(name), Half);
        var batch = Batch.Of(Reference.Ids(expected, $"{Reference.Prompts(expected)[0]}.ids"));
        var ablation = Ablation.OfHeads([new HeadId(1, 0)], Positions.Last);
        using var ablations = AblationScope.Apply(model, ablation);
        var full = model.Logits(batch, Positions.Last);
        ablations.Dispose();
        using var replay = Replay.Record(model, batch, Positions.Last);
        Reference.Difference(replay.Logits([ablation])[0], full).Should().BeLessThan(0.01 * full.abs().max().item<float>());
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Matrices_AreShownInTheStreamsDtype(string name)
    {
        using var scope = NewDisposeScope();
        using var model = Pretrained.Load(Reference.Model(name), Half);
        foreach (var matrix in (Tensor[])[model.W_Q(0), model.W_K(0), model.W_V(0), model.W_O(0), model.W_in(0), model.W_out(0), model.OV(new HeadId(0, 0)), model.QK(new HeadId(0, 0))])
            matrix.dtype.Should().Be(ScalarType.Float32);
    }

    [Fact]
    public void Load_MatricesOfAnotherDtypeThanFloat64_AreRefused() =>
        FluentActions.Invoking(() => Pretrained.Load("overthinker", Half with { Dtype = ScalarType.Float64 })).Should().Throw<ArgumentException>().WithMessage("*Matrices*float32 only*");

    [SkippableFact]
    [Trait("Category", "Long")]
    public void Lens_RealModel_StaysWithinATenthOfALogProbabilityOnAverage()
    {
        SmolLm2.SkipIfAbsent();
        using var scope = NewDisposeScope();
        using var expected = SafetensorsFile.Open(SmolLm2.Reference("sst2.safetensors"));
        using var model = Pretrained.Load(SmolLm2.ModelFile!, Half);
        var labelTokens = expected.Read("label_first_token").data<long>().ToArray().Select(id => (int)id).ToArray();
        var prompts = SmolLm2.Prompts("sst2").Where(line => line.Kind == PromptKind.Correct).Take(6).Select(line => line.Prompt).ToArray();
        var scores = LogitLens.Read(model, prompts, labelTokens, LensOptions.Default with { FullVocabulary = true });
        var stored = expected.Read("label_log_probs")[0].narrow(0, 0, prompts.Length).contiguous().data<float>().ToArray(); // [prompt, state, position, label]
        var found = from prompt in Enumerable.Range(0, scores.Prompts)
                    from state in Enumerable.Range(0, scores.States.Length)
                    from position in Enumerable.Range(0, scores.Demonstrations.Length)
                    from label in Enumerable.Range(0, scores.Labels)
                    select scores.LogProbability(prompt, state, position, label);
        var differences = found.Zip(stored, (own, theirs) => Math.Abs(own - theirs)).ToArray();
        var each = scores.Demonstrations.Length * scores.Labels;
        for (var state = 0; state < scores.States.Length; state++)
            differences.Where((_, i) => i / each % scores.States.Length == state).Average().Should().BeLessThan(0.1, $"state {state}");
        differences.Max().Should().BeGreaterThan(1e-6);
    }
}
