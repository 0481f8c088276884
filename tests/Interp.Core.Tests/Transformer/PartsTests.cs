using Interp.Core.Caching;
using Interp.Core.Hooks;
using Interp.Core.Tests.Tiny;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Tests.Transformer;

/// <summary>A wrong shape is refused where parts are put together; it never reaches libtorch.</summary>
public sealed class PartsTests
{
    [Fact]
    public void Constructors_PartsThatDoNotFit_Throw()
    {
        using var scope = NewDisposeScope();
        Linear Map(long outputs, long inputs) => new(zeros(outputs, inputs), null);
        Norm Norm(long width) => new RmsNorm(ones(width), 0);
        Attention Heads(long width) => new(new FusedQkv(Map(12, width), QkvLayout.PerHead, 2, 2), null, Map(width, 4), 1);
        Mlp Plain(long width) => new PlainMlp(Map(7, width), Activation.Relu, Map(width, 7));

        var attempts = new Action[]
        {
            () => _ = new Linear(zeros(3), null),
            () => _ = new Linear(zeros(3, 2), zeros(2)),
            () => _ = new LayerNorm(ones(3), zeros(2), 0),
            () => _ = new RmsNorm(ones(3, 1), 0),
            () => _ = new RmsNorm(ones(3), -1),
            () => _ = new FusedQkv(Map(11, 4), QkvLayout.PerHead, 2, 2),
            () => _ = new FusedQkv(Map(12, 4), QkvLayout.PerHead, 0, 2),
            () => _ = new SeparateQkv(Map(4, 5), Map(4, 5), Map(4, 6), 2, 2, 2),
            () => _ = new SeparateQkv(Map(6, 5), Map(4, 5), Map(4, 5), 3, 2, 2),
            () => _ = new Attention(new FusedQkv(Map(12, 4), QkvLayout.PerHead, 2, 2), null, Map(4, 5), 1),
            () => _ = new Attention(new FusedQkv(Map(12, 4), QkvLayout.PerHead, 2, 2), new Rotary([1, 2], RotaryPairs.Adjacent, float32, CPU), Map(4, 4), 1),
            () => _ = new PlainMlp(Map(7, 4), Activation.Relu, Map(4, 6)),
            () => _ = new GatedMlp(Map(7, 4), Map(6, 4), Activation.Silu, Map(4, 7)),
            () => _ = new TransformerBlock(Norm(4), Heads(4), null, Plain(4), Residual.Sequential),
            () => _ = new TransformerBlock(Norm(5), Heads(4), Norm(4), Plain(4), Residual.Sequential),
            () => _ = new TransformerBlock(Norm(4), Heads(4), Norm(4), Plain(5), Residual.Parallel),
            () => _ = new Embedding(zeros(4), null),
            () => _ = new Embedding(zeros(4, 3), zeros(9, 2)),
            () => _ = new Unembedding(zeros(4, 3), zeros(3)),
        };
        for (var i = 0; i < attempts.Length; i++)
            attempts[i].Should().Throw<ArgumentException>($"attempt {i} does not fit");
    }

    [Fact]
    public void PublicParts_InputOfAnotherWidth_Throws()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of("gptj");
        FluentActions.Invoking(() => model.FinalNorm.Apply(zeros(3, 19))).Should().Throw<ArgumentException>().WithMessage("*d_model*20*");
        FluentActions.Invoking(() => model.FinalNorm.Apply(tensor(1f))).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => model.Unembedding.Logits(zeros(3, 19))).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => model.Unembedding.LogitsOf(zeros(3, 19), [1])).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => model.Unembedding.LogitsOf(zeros(1, 3, 20), [1])).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => model.Unembedding.LogitsOf(zeros(3, 20), [37])).Should().Throw<ArgumentOutOfRangeException>().WithMessage("*37 rows*");
        FluentActions.Invoking(() => model.Unembedding.LogitsOf(zeros(3, 20), [])).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void LogitsOf_EqualRowsAnywhere_AreEqualToTheBitAndThoseOfTheWhole()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of("gptj");
        var row = Numbers.Noise(zeros(1, TinyWiring.DModel), 3);
        foreach (var count in new[] { 1, 2, 7, 64, 333 })
        {
            var logits = model.Unembedding.LogitsOf(row.expand(count, -1), [5, 36, 0]); // [row, token]
            for (var i = 0; i < count; i++)
                logits[i].ShouldBeBitForBit(logits[0], "standing elsewhere");
            Numbers.Difference(logits[0], model.Unembedding.Logits(row)[0].index_select(0, tensor(new long[] { 5, 36, 0 }))).Should().BeLessThan(1e-5);
        }
    }

    [Theory]
    [MemberData(nameof(TinyWiring.Names), MemberType = typeof(TinyWiring))]
    public void Logits_BFloat16_AreNearAndIdentityHooksMoveNoBit(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring, ScalarType.BFloat16);
        using var reference = TinyModel.Of(wiring);
        var batch = TinyBatch.Padded();
        var logits = model.Logits(batch);
        logits.dtype.Should().Be(ScalarType.BFloat16);
        Numbers.Difference(logits, reference.Logits(batch)).Should().BeLessThan(0.1 * reference.Logits(batch).abs().max().item<float>());
        using (HookScope.Join(model.HookPoints.Select(point => model.Hook(point, (x, _) => HookResult.Replace(x.clone())))))
            model.Logits(batch).ShouldBeBitForBit(logits, "identity everywhere");
    }

    [Theory]
    [MemberData(nameof(TinyWiring.Names), MemberType = typeof(TinyWiring))]
    public void SiteGradients_AfterAPassUnderInferenceMode_StillWork(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring);
        using (inference_mode())
            model.Logits(TinyBatch.Padded());
        var point = HookPoint.ResidPre(0);
        using var gradients = SiteGradients.Of(model, TinyBatch.Padded(), [point], logits => logits[0, 4, 1]);
        gradients.Gradients[point].abs().max().item<float>().Should().BeGreaterThan(0);
    }
}
