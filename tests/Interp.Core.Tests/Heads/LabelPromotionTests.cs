using Interp.Core.Attribution;
using Interp.Core.Batches;
using Interp.Core.Caching;
using Interp.Core.Heads;
using Interp.Core.Hooks;
using Interp.Core.Prompts;
using Interp.Core.Sweeps;
using Interp.Core.Tests.Tiny;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Tests.Heads;

public sealed class LabelPromotionTests
{
    private static readonly int[] LabelTokens = [1, 2, 3];

    /// <summary>Some prompts whose last label is true: they are left out.</summary>
    private static readonly Prompt[] Set = [.. TinyBatch.Prompts(8, demonstrations: 3, labels: 3).Select((prompt, i) => i % 3 == 1 ? prompt with { Shown = prompt.Classes } : prompt)];

    public static TheoryData<string> Wirings => TinyWiring.Names;

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Promotion_EachReading_IsTheOneWrittenOut(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        var (reader, attribution) = (new LabelPromotionReader(LabelTokens), new LogitAttributionReader(TokenPair.ShownAgainstTrue(Set, LabelTokens)));
        Sweep.Run(model, Set, [reader, attribution], new SweepOptions { BatchTokens = 40 });
        var promotion = reader.Promotion;
        promotion.Prompts.Should().Equal(0, 2, 3, 5, 6);
        using var cache = ActivationCache.Record(model, Batch.Of(Set), CacheRequest.Of([HookSite.Result, .. TinyWiring.Named(wiring).HasNormsBehind ? new[] { HookSite.AttnOutNormScale } : []]));
        foreach (var head in promotion.Bare.Heads)
        {
            for (var i = 0; i < promotion.Prompts.Length; i++)
            {
                var prompt = Set[promotion.Prompts[i]];
                var output = cache[HookPoint.Result(head.Layer)][promotion.Prompts[i], prompt.PreLabel[^1], head.Head];
                if (TinyWiring.Named(wiring).HasNormsBehind)
                    output = output / cache[HookPoint.AttnOutNormScale(head.Layer)][promotion.Prompts[i], prompt.PreLabel[^1]] * model.Weights.Single(weight => weight.Name == $"blocks.{head.Layer}.ln1_post.gain").Tensor;
                promotion.Bare.At(head)[i].Should().BeApproximately(Difference(matmul(output, model.W_U())), 1e-10);
                promotion.Normalized.At(head)[i].Should().BeApproximately(Difference(model.Unembedding.WithoutCap.Logits(model.FinalNorm.Apply(output))), 1e-10);
                promotion.Frozen.At(head)[i].Should().BeApproximately(attribution.Attribution.At(promotion.Prompts[i], LogitComponent.Head(head)), 1e-12, "it is the head's share of the model's own difference");

                double Difference(Tensor logits) => (logits[LabelTokens[prompt.Shown[^1]]] - logits[LabelTokens[prompt.Classes[^1]]]).item<double>();
            }
        }
    }

    [Fact]
    public void Promotion_UnderTheProtocolThatDropsIt_LeavesTheUnembeddingsBiasOut()
    {
        using var model = TinyModel.Of("gptj", ScalarType.Float64);
        var (with, without) = (Read(Set), Read([.. Set.Select(prompt => prompt with { Protocol = Protocol.Corrected with { DropsUnembeddingBias = true } })]));
        var bias = model.Weights.Single(weight => weight.Name == "unembed.bias").Tensor;
        for (var i = 0; i < with.Prompts.Length; i++)
        {
            var prompt = Set[with.Prompts[i]];
            var difference = bias[LabelTokens[prompt.Shown[^1]]].item<double>() - bias[LabelTokens[prompt.Classes[^1]]].item<double>();
            (with.Normalized.At(new HeadId(1, 1))[i] - without.Normalized.At(new HeadId(1, 1))[i]).Should().BeApproximately(difference, 1e-12);
        }

        without.Bare.At(new HeadId(1, 1)).ToArray().Should().Equal(with.Bare.At(new HeadId(1, 1)).ToArray());

        LabelPromotion Read(Prompt[] set)
        {
            var reader = new LabelPromotionReader(LabelTokens);
            Sweep.Run(model, set, [reader]);
            return reader.Promotion;
        }
    }

    [Fact]
    public void Wants_CorrectPromptsOnly_AreRefused()
    {
        using var model = TinyModel.Of("gpt2");
        Prompt[] correct = [.. Set.Select(prompt => prompt with { Shown = prompt.Classes })];
        FluentActions.Invoking(() => Sweep.Run(model, correct, [new LabelPromotionReader(LabelTokens)])).Should().Throw<ArgumentException>().WithMessage("*shows its true label*PromptKind.False*");
        FluentActions.Invoking(() => new LabelPromotionReader(LabelTokens).Promotion).Should().Throw<InvalidOperationException>().WithMessage("*Sweep.Run*");
    }
}
