using Interp.Core.Ablations;
using Interp.Core.Attribution;
using Interp.Core.Batches;
using Interp.Core.Circuits;
using Interp.Core.Hooks;
using Interp.Core.Prompts;
using Interp.Core.Statistics;
using Interp.Core.Tests.Tiny;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Tests.Circuits;

public sealed class ContrastSetTests
{
    [Fact]
    public void Of_PromptSet_MeasuresShownAgainstTrueInBothVersions()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of("gptj", ScalarType.Float64);
        var set = TinyContrast.Set(4);
        var contrast = ContrastSet.Of(set);
        contrast.Prompts.Should().Equal(set.Prompts(PromptKind.False));
        contrast.Others.Should().Equal(set.Prompts(PromptKind.Correct));
        ContrastSet.Of(set, PromptKind.Correct).Prompts.Should().Equal(set.Prompts(PromptKind.Correct));
        ContrastSet.Of(set, PromptKind.Correct).Pairs.Should().Equal(contrast.Pairs);

        var found = contrast.Measure(model, Batch.Of(contrast.Prompts));
        foreach (var (i, pair) in set.Pairs.Index())
        {
            var logits = model.Logits(Batch.Of(pair.False.Tokens))[0, pair.False.PreLabel[^1]];
            found[i].Should().BeApproximately((logits[set.LabelTokens[pair.False.Shown[^1]]] - logits[set.LabelTokens[pair.False.Classes[^1]]]).item<double>(), 1e-12);
        }
    }

    [Fact]
    public void New_VersionsOutOfStep_AreRefusedWithAWayOut()
    {
        var set = TinyContrast.Set(3);
        var longer = set.Pairs[1].Correct with { Tokens = set.Pairs[1].Correct.Tokens.Add(5) };
        var moved = set.Pairs[2].Correct with { PreLabel = [.. set.Pairs[2].Correct.PreLabel.Select(at => at - 1)] };
        var broken = set with { Pairs = [set.Pairs[0], set.Pairs[1] with { Correct = longer }, set.Pairs[2] with { Correct = moved }] };
        FluentActions.Invoking(() => ContrastSet.Of(broken)).Should().Throw<ArgumentException>().WithMessage("*prompt 1*Aligned*zero or a mean*");
        ContrastSet.Aligned(broken).Pairs.Should().Equal(set.Pairs[0]);
        ContrastSet.Of(ContrastSet.Aligned(broken)).Prompts.Should().HaveCount(1);
        FluentActions.Invoking(() => ContrastSet.Aligned(broken with { Pairs = [broken.Pairs[1]] })).Should().Throw<ArgumentException>().WithMessage("*no pair*");
        FluentActions.Invoking(() => new ContrastSet([], null, [])).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new ContrastSet(set.Prompts(PromptKind.False), null, [new TokenPair(1, 2)])).Should().Throw<ArgumentException>().WithMessage("*3 prompts*1 pairs*");
    }

    [Fact]
    public void Estimate_BadInput_SaysWhatWouldBeValid()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of("llama-gqa");
        using var small = TinyModel.Of("gptj", ScalarType.BFloat16);
        var contrast = TinyContrast.Of();
        var alone = new ContrastSet(contrast.Prompts, null, contrast.Pairs);
        CircuitNode[] one = [CircuitNode.Mlp(0)];
        void Refused(HookedTransformer on, ContrastSet set, CircuitNode[] nodes, string because)
        {
            FluentActions.Invoking(() => AttributionPatching.Estimate(on, set, nodes)).Should().Throw<ArgumentException>().WithMessage(because);
            FluentActions.Invoking(() => AttributionPatching.Exact(on, set, nodes)).Should().Throw<ArgumentException>().WithMessage(because);
        }

        Refused(small, contrast, one, "*BFloat16*float32*");
        Refused(model, contrast, [], "*No node*");
        Refused(model, contrast, [one[0], one[0]], "*'mlp 0' is named twice*");
        Refused(model, contrast, [CircuitNode.Mlp(7)], "*blocks 0..2*");
        Refused(model, contrast, [CircuitNode.Head(new HeadId(0, 4))], "*heads 0..3*");
        Refused(model, contrast, [new CircuitNode(HookPoint.K(0), 2)], "*heads 0..1*");
        Refused(model, contrast, [new CircuitNode(HookPoint.MlpOut(0), 1)], "*no heads*");
        Refused(model, contrast, [new CircuitNode(HookPoint.Pattern(0))], "*no axis of tokens*");
        Refused(model, contrast with { With = Replacement.Own }, one, "*With is Own*Zero*Mean*Resample*");
        Refused(model, alone with { With = Replacement.Resample }, one, "*other versions*");
        Refused(model, contrast with { Read = Positions.PreLabel }, one, "*expected one*");
        Refused(model, contrast with { Patched = Positions.At([[1], [], [2]]) }, one, "*no token of prompt 1*");
        Refused(model, new ContrastSet(contrast.Prompts, contrast.Others, [new(1, 2), new(1, 99), new(1, 2)]), one, "*99*");
        FluentActions.Invoking(() => AttributionPatching.Star(model, contrast with { With = Replacement.Mean }, [new CircuitNode(HookPoint.Q(0), 1)])).Should().Throw<ArgumentException>().WithMessage("*'query 0.1'*RotQ*");
        using (var learned = TinyModel.Of("gpt2"))
            AttributionPatching.Star(learned, contrast with { With = Replacement.Mean }, [new CircuitNode(HookPoint.Q(0), 1)]).Prompts.Should().Be(3, "nothing rotates");
        FluentActions.Invoking(() => AttributionPatching.Integrated(model, contrast, one, steps: 0)).Should().Throw<ArgumentException>();
        using (no_grad())
            FluentActions.Invoking(() => AttributionPatching.Estimate(model, contrast, one)).Should().Throw<InvalidOperationException>().WithMessage("*no_grad*");
        AttributionPatching.Estimate(model, alone, one).MeanAt(one[0]).Should().NotBe(0, "zero needs no other version");
    }

    [Fact]
    public void Spearman_EffectsOfTheSame_IsOneAndOfOthersRefused()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of("gpt2", ScalarType.Float64);
        var contrast = TinyContrast.Of(6);
        var exact = AttributionPatching.Exact(model, contrast, CircuitNode.Parts(model));
        var estimate = AttributionPatching.Estimate(model, contrast, CircuitNode.Parts(model));
        var resamples = new Resamples(6, seed: 5);
        RankAgreement.Spearman(exact, exact, resamples).ToPercentileInterval().Low.Should().BeApproximately(1, 1e-12);
        RankAgreement.Kendall(exact, exact, resamples).Estimate.Should().BeApproximately(1, 1e-12);
        var agreement = RankAgreement.Spearman(estimate, exact, resamples);
        agreement.Estimate.Should().BeApproximately(RankCorrelation.Spearman([.. exact.Parts.Select(estimate.MeanAt)], [.. exact.Parts.Select(exact.MeanAt)]), 1e-12);
        agreement.ToPercentileInterval().Low.Should().BeLessThan(agreement.Estimate);
        FluentActions.Invoking(() => RankAgreement.Spearman(estimate.Of(exact.Parts.Take(3)), exact, resamples)).Should().Throw<ArgumentException>().WithMessage("*same parts*");
        exact.Top(2).Should().Equal(exact.Parts.OrderByDescending(part => Math.Abs(exact.MeanAt(part))).Take(2));
        exact.Sizes().At(exact.Parts[0])[0].Should().Be(Math.Abs(exact.At(exact.Parts[0])[0]));
        FluentActions.Invoking(() => exact.MeanAt(CircuitNode.Attention(0))).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => exact.Top(99)).Should().Throw<ArgumentOutOfRangeException>();
    }
}
