using Interp.Core.Ablations;
using Interp.Core.Attribution;
using Interp.Core.Batches;
using Interp.Core.Caching;
using Interp.Core.Hooks;
using Interp.Core.Prompts;
using Interp.Core.Randomness;
using Interp.Core.Sweeps;
using Interp.Core.Tests.Tiny;
using Interp.Core.Tokens;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Tests.Attribution;

public sealed class LogitAttributionTests
{
    private static readonly Prompt[] Set = TinyBatch.Prompts(9, demonstrations: 3, labels: 3);

    public static TheoryData<string, SweepOrder> Wirings
    {
        get
        {
            var all = new TheoryData<string, SweepOrder>();
            foreach (var wiring in TinyWiring.All)
            {
                all.Add(wiring.Name, SweepOrder.BatchMajor);
                all.Add(wiring.Name, SweepOrder.LayerMajor);
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Attribution_Terms_AddUpToTheLogitDifference(string wiring, SweepOrder order)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring);
        var logits = model.Logits(Batch.Of(Set)); // [batch, pos, d_vocab]
        // Undoing the cap makes float32 noise larger.
        var tolerance = TinyWiring.Named(wiring).LogitCap is null ? 1e-5 : 1e-4;
        var random = new RandomStream(5);
        TokenPair[] pairs = [.. Set.Select(_ => new TokenPair(random.Below(TinyWiring.DVocab), random.Below(TinyWiring.DVocab)))];
        var attribution = Run(model, pairs, Positions.LastPreLabel, order);
        for (var prompt = 0; prompt < Set.Length; prompt++)
        {
            var at = logits[prompt, Set[prompt].PreLabel[^1]];
            if (TinyWiring.Named(wiring).LogitCap is { } cap) // attributed are logits before it
                at = (at / cap).atanh() * cap;
            var difference = (at[pairs[prompt].Plus] - at[pairs[prompt].Minus]).item<float>();
            var sum = attribution.At(prompt).ToArray().Sum();
            sum.Should().BeApproximately(difference, tolerance);
            attribution.Difference(prompt).Should().BeApproximately(difference, tolerance);
            attribution.Unexplained(prompt).Should().BeApproximately(0, 1e-5);
        }
    }

    /// <summary>Against the sites themselves, under the frozen norm, on another token than the usual one.</summary>
    [Theory]
    [MemberData(nameof(Wirings))]
    public void Attribution_EachTerm_IsItsSiteUnderTheFrozenNorm(string wiring, SweepOrder order)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        var pairs = TokenPair.ShownAgainstTrue(Set, [1, 2, 3]);
        var at = Positions.At(Set.Select(prompt => new[] { prompt.PreLabel[1] + 1 }));
        var attribution = Run(model, pairs, at, order);
        HookSite[] sites = [HookSite.Embed, HookSite.Result, HookSite.MlpOut, HookSite.ResidPost, .. model.HookPoints.Contains(HookPoint.PosEmbed) ? new[] { HookSite.PosEmbed } : []];
        using var cache = ActivationCache.Record(model, Batch.Of(Set), CacheRequest.Of([.. sites, .. model.HookPoints.Contains(HookPoint.AttnOutNormScale(0)) ? new[] { HookSite.AttnOutNormScale } : []]));
        for (var prompt = 0; prompt < Set.Length; prompt++)
        {
            var token = Set[prompt].PreLabel[1] + 1;
            var scale = model.FinalNorm.ScaleOf(cache[HookPoint.ResidPost(TinyWiring.Layers - 1)][prompt, token]);
            var direction = model.W_U().t()[pairs[prompt].Plus] - model.W_U().t()[pairs[prompt].Minus];
            Is(new LogitComponent(ComponentKind.Embedding), cache[HookPoint.Embed][prompt, token]);
            if (sites.Contains(HookSite.PosEmbed))
                Is(new LogitComponent(ComponentKind.Position), cache[HookPoint.PosEmbed][prompt, token]);
            for (var layer = 0; layer < TinyWiring.Layers; layer++)
            {
                Is(LogitComponent.Mlp(layer), cache[HookPoint.MlpOut(layer)][prompt, token]);
                for (var head = 0; head < TinyWiring.Heads; head++)
                    Is(LogitComponent.Head(new HeadId(layer, head)), Added(layer, cache[HookPoint.Result(layer)][prompt, token, head]));
            }

            Tensor Added(int layer, Tensor result) => TinyWiring.Named(wiring).HasNormsBehind
                ? result / cache[HookPoint.AttnOutNormScale(layer)][prompt, token] * model.Weights.Single(weight => weight.Name == $"blocks.{layer}.ln1_post.gain").Tensor
                : result;

            void Is(LogitComponent component, Tensor output) =>
                attribution.At(prompt, component).Should().BeApproximately((model.FinalNorm.ApplyFrozen(output, scale) * direction).sum().item<double>(), 1e-10, $"{component}");
        }

        attribution.MeanAt(LogitComponent.Mlp(1)).Should().BeApproximately(Enumerable.Range(0, Set.Length).Average(prompt => attribution.At(prompt, LogitComponent.Mlp(1))), 1e-12);
        var wired = TinyWiring.Named(wiring);
        attribution.Components.Contains(new LogitComponent(ComponentKind.UnembeddingBias)).Should().Be(wired.UnembedsWithBias);
        attribution.Components.Contains(new LogitComponent(ComponentKind.FinalNormBias)).Should().Be(!wired.HasRmsNorm);
        attribution.Components.Count(component => component.Kind == ComponentKind.AttentionBias).Should().Be(wired.HasBiases ? TinyWiring.Layers : 0);
    }

    [Fact]
    public void Unexplained_UnderAnAblationOfAWholeBlock_SaysWhatIsMissing()
    {
        using var model = TinyModel.Of("neox");
        var pairs = TokenPair.ShownAgainstTrue(Set, [1, 2, 3]);
        using (AblationScope.Apply(model, Ablation.OfHeads([new HeadId(1, 2)], Positions.LastPreLabel) | Ablation.OfMlps([0], Positions.LastPreLabel) | Ablation.KnockOutAttentions([2])))
        {
            var ablated = Run(model, pairs, Positions.LastPreLabel, SweepOrder.BatchMajor);
            ablated.Unexplained(0).Should().BeApproximately(0, 1e-5, "what is left is attributed as it is");
            (ablated.At(0, LogitComponent.Head(new HeadId(1, 2))), ablated.At(0, LogitComponent.Mlp(0))).Should().Be((0, 0));
        }

        using var attention = AblationScope.Apply(model, Ablation.OfAttentions([1], Positions.LastPreLabel));
        Math.Abs(Run(model, pairs, Positions.LastPreLabel, SweepOrder.BatchMajor).Unexplained(0)).Should().BeGreaterThan(1e-3);
    }

    [Fact]
    public void Wants_WhatDoesNotFit_IsRefused()
    {
        using var model = TinyModel.Of("gptj");
        var pairs = TokenPair.ShownAgainstTrue(Set, [1, 2, 3]);
        FluentActions.Invoking(() => Run(model, pairs[..2], Positions.LastPreLabel, SweepOrder.BatchMajor)).Should().Throw<ArgumentException>().WithMessage("*2 pairs*9 prompts*");
        FluentActions.Invoking(() => Run(model, pairs, Positions.PreLabel, SweepOrder.BatchMajor)).Should().Throw<ArgumentException>().WithMessage("*3 tokens of prompt 0*");
        FluentActions.Invoking(() => Run(model, pairs.SetItem(3, new TokenPair(1, 99)), Positions.Last, SweepOrder.BatchMajor)).Should().Throw<ArgumentException>().WithMessage("*token 99*37*");
        FluentActions.Invoking(() => TokenPair.ShownAgainstTrue(Set, [1, 2])).Should().Throw<ArgumentException>().WithMessage("*label 2*for 2*");
        FluentActions.Invoking(() => new LogitAttributionReader(pairs).Attribution).Should().Throw<InvalidOperationException>().WithMessage("*Sweep.Run*");
        var attribution = Run(model, pairs, Positions.LastPreLabel, SweepOrder.BatchMajor);
        FluentActions.Invoking(() => attribution.At(0, LogitComponent.Mlp(3))).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => attribution.At(9)).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void Run_Done_LeavesNoTensor()
    {
        using var model = TinyModel.Of("llama-gqa");
        var pairs = TokenPair.ShownAgainstTrue(Set, [1, 2, 3]);
        Run(model, pairs, Positions.LastPreLabel, SweepOrder.BatchMajor);
        var before = Numbers.Live;
        Run(model, pairs, Positions.LastPreLabel, SweepOrder.LayerMajor);
        Numbers.Live.Should().Be(before);
    }

    private static LogitAttribution Run(HookedTransformer model, IReadOnlyList<TokenPair> pairs, Positions at, SweepOrder order)
    {
        var reader = new LogitAttributionReader(pairs, at);
        Sweep.Run(model, [.. Set.Select(prompt => (IMarkedTokens)prompt)], [reader], new SweepOptions { BatchTokens = 40, Order = order });
        return reader.Attribution;
    }
}
