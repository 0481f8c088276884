using Interp.Core.Ablations;
using Interp.Core.Batches;
using Interp.Core.Caching;
using Interp.Core.Hooks;
using Interp.Core.Prompts;
using Interp.Core.Tests.Tiny;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Tests.Ablations;

public sealed class KnockoutTests
{
    private static readonly Prompt[] Set = TinyBatch.Prompts(5, demonstrations: 4, labels: 3);

    public static TheoryData<string> Wirings => TinyWiring.Names;

    /// <summary>Queries, keys and values of a clean run, and the softmax over the keys that are left, written out.</summary>
    [Theory]
    [MemberData(nameof(Wirings))]
    public void Apply_HeadsAndWholeBlock_IsAttentionWithoutTheKeysByHand(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        var batch = Batch.Of(Set);
        var (q, k) = model.HookPoints.Contains(HookPoint.RotK(1)) ? (HookPoint.RotQ(1), HookPoint.RotK(1)) : (HookPoint.Q(1), HookPoint.K(1));
        using var clean = ActivationCache.Record(model, batch, new CacheRequest { Sites = [q.Site, k.Site, HookSite.V, HookSite.Z], Layers = [1] });
        Check(Ablation.KnockOutHeads([new HeadId(1, 1), new HeadId(1, 3)]), [1, 3], prompt => [.. prompt.LabelSpans[..^1].Select(span => span.Start)]);
        Check(Ablation.KnockOutAttentions([1], Positions.EarlierPreLabel), [0, 1, 2, 3], prompt => [.. prompt.PreLabel[..^1]]);
        Check(Ablation.KnockOutAttentions([1], Positions.EarlierDemonstrations(1)), [0, 1, 2, 3], prompt => [.. Enumerable.Range(1, prompt.LabelSpans[^2].End - 1)]);
        Check(Ablation.KnockOutHeads([new HeadId(1, 2)]) | Ablation.KnockOutAttentions([1], Positions.EarlierPreLabel) | Ablation.KnockOutHeads([new HeadId(1, 2)], Positions.At(Set.Select(_ => new[] { 0 }))), [2],
            prompt => [0, .. prompt.PreLabel[..^1], .. prompt.LabelSpans[..^1].Select(span => span.Start)], others: false);

        void Check(Ablation ablation, int[] heads, Func<Prompt, int[]> keys, bool others = true)
        {
            using var ablated = AblationScope.Apply(model, ablation);
            using var z = ActivationCache.Record(model, batch, new CacheRequest { Sites = [HookSite.Z], Layers = [1] });
            for (var row = 0; row < Set.Length; row++)
            {
                var query = Set[row].PreLabel[^1];
                for (var head = 0; head < TinyWiring.Heads; head++)
                {
                    var is1 = heads.Contains(head);
                    var expected = is1 ? ByHand(row, head, query, keys(Set[row])) : clean[HookPoint.Z(1)][row, query, head];
                    if (is1 || others)
                        Numbers.Difference(z[HookPoint.Z(1)][row, query, head], expected).Should().BeLessThan(1e-12, $"{ablation}, head {head}");
                    Numbers.Difference(z[HookPoint.Z(1)][row, query - 1, head], clean[HookPoint.Z(1)][row, query - 1, head]).Should().BeLessThan(1e-12, "only the query is touched");
                }

                Numbers.Difference(z[HookPoint.Z(1)][row, query, heads[0]], clean[HookPoint.Z(1)][row, query, heads[0]]).Should().BeGreaterThan(1e-6);
            }
        }

        Tensor ByHand(int row, int head, int query, int[] hidden)
        {
            var kv = head / (model.Info.Heads / model.Info.KvHeads);
            var (scale, cap) = (TinyWiring.Named(wiring).Scale, TinyWiring.Named(wiring).ScoreCap);
            double Score(int key) => scale * (clean[q][row, query, head] * clean[k][row, key, kv]).sum().item<double>();
            var left = Enumerable.Range(0, query + 1).Except(hidden).ToArray();
            var weights = left.Select(key => Math.Exp(cap is { } most ? most * Math.Tanh(Score(key) / most) : Score(key))).ToArray();
            return left.Select((key, i) => clean[HookPoint.V(1)][row, key, kv] * (weights[i] / weights.Sum())).Aggregate((a, b) => a + b);
        }
    }

    /// <summary>Whatever way the rows are computed, readers see what the queries see, at any of their positions and heads.</summary>
    [Theory]
    [MemberData(nameof(Wirings))]
    public void Apply_ReadersOfScoresAndPattern_SeeWhatIsLeft(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        var batch = Batch.Of(Set);
        using var before = model.Tap(HookPoint.AttnScores(1), Positions.PreLabel, x => x.isneginf().sum(-1)[0, 1, 3].item<long>().Should().Be(batch.Width - 1 - Set[0].PreLabel[3], "this reader came first"));
        using var ablated = AblationScope.Apply(model, Ablation.KnockOutHeads([new HeadId(1, 1), new HeadId(1, 3)], queries: Positions.PreLabel) | Ablation.KnockOutAttentions([2], Positions.EarlierPreLabel));
        CacheRequest[] requests =
        [
            new() { Sites = [HookSite.Pattern, HookSite.AttnScores], Layers = [1, 2] },
            new() { Sites = [HookSite.Pattern, HookSite.AttnScores], Layers = [1, 2], Positions = Positions.At(Set.Select((prompt, i) => prompt.PreLabel[(i % 2)..].AsEnumerable())), Heads = [3, 1] },
        ];
        foreach (var request in requests)
        {
            using var fast = ActivationCache.Record(model, batch, request);
            // A hook on the pattern makes everything be written out.
            using var slow = Slow(request);
            foreach (var point in fast.Points)
                Numbers.Difference(fast[point], slow[point]).Should().BeLessThan(1e-12, $"{point}");
        }

        using var whole = ActivationCache.Record(model, batch, requests[0]);
        for (var row = 0; row < Set.Length; row++)
        {
            var pattern = whole[HookPoint.Pattern(1)][row, 3, Set[row].PreLabel[2]].data<double>().ToArray();
            Set[row].LabelSpans[..2].Should().OnlyContain(span => pattern[span.Start] == 0);
            pattern.Sum().Should().BeApproximately(1, 1e-12);
        }

        ActivationCache Slow(CacheRequest request)
        {
            using var keeping = HookScope.Join([model.Hook(HookPoint.Pattern(1), (x, _) => HookResult.Keep), model.Hook(HookPoint.Pattern(2), (x, _) => HookResult.Keep)]);
            return ActivationCache.Record(model, batch, request);
        }
    }

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Apply_WhatIsNotTouched_DoesNotMoveABit(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring);
        var batch = Batch.Of(Set);
        var request = new CacheRequest { Sites = [HookSite.Z, HookSite.ResidPost], Layers = [1] };
        using var clean = ActivationCache.Record(model, batch, request);
        var queries = Positions.At(Set.Select((prompt, i) => i == 2 ? [prompt.PreLabel[1], prompt.PreLabel[3]] : Array.Empty<int>()));
        using var ablated = AblationScope.Apply(model, Ablation.KnockOutHeads([new HeadId(1, 1)], queries: queries));
        using var under = ActivationCache.Record(model, batch, request);
        for (var row = 0; row < Set.Length; row++)
            for (var token = 0; token < Set[row].Tokens.Length; token++)
            {
                var touched = row == 2 && (token == Set[2].PreLabel[1] || token == Set[2].PreLabel[3]);
                for (var head = 0; head < TinyWiring.Heads; head++)
                {
                    if (!touched || head != 1)
                        under[HookPoint.Z(1)][row, token, head].ShouldBeBitForBit(clean[HookPoint.Z(1)][row, token, head], "what is hidden from another");
                }

                if (touched)
                    Numbers.Difference(under[HookPoint.Z(1)][row, token, 1], clean[HookPoint.Z(1)][row, token, 1]).Should().BeGreaterThan(1e-5);
            }
    }

    [Fact]
    public void Apply_Ended_LeavesTheCleanModelAndNoTensor()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of("llama-gqa");
        var batch = Batch.Of(Set);
        var clean = model.Logits(batch);
        var before = Numbers.Live;
        using (AblationScope.Apply(model, Ablation.KnockOutAttentions([0, 2])))
            model.Logits(batch).Dispose();
        Numbers.Live.Should().Be(before);
        model.IsHooked.Should().BeFalse();
        model.Logits(batch).ShouldBeBitForBit(clean, "a knockout that ended");
    }

    /// <summary>Block 0 sees three tokens: hiding these leaves a query nothing, though there are others before them.</summary>
    [Fact]
    public void Apply_QueryWithoutKeysInItsWindow_IsRefused()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of("gemma");
        var batch = Batch.Of(Set);
        using var clean = model.Logits(batch);
        var keys = Positions.At(Set.Select(prompt => Enumerable.Range(prompt.PreLabel[^1] - 2, 3)));
        using (AblationScope.Apply(model, Ablation.KnockOutAttentions([1], keys)))
            Numbers.Difference(model.Logits(batch), clean).Should().BeGreaterThan(1e-6, "block 1 has no window");
        using (AblationScope.Apply(model, Ablation.KnockOutAttentions([0], Positions.At(Set.Select(prompt => Enumerable.Range(0, prompt.PreLabel[^1] - 2))))))
            model.Logits(batch).ShouldBeBitForBit(clean, "what lies before the window is not seen anyway");

        using var ablated = AblationScope.Apply(model, Ablation.KnockOutAttentions([0], keys));
        FluentActions.Invoking(() => model.Logits(batch)).Should().Throw<InvalidOperationException>().WithMessage("*would see nothing*its keys *");
    }

    [Fact]
    public void Apply_QueryWithoutKeys_IsRefusedBeforeAnythingRuns()
    {
        using var model = TinyModel.Of("gpt2");
        var ran = 0;
        using var counter = model.Tap(HookPoint.Embed, Positions.All, _ => ran++);
        var batch = Batch.Of(Set);
        Refused(Ablation.KnockOutHeads([new HeadId(1, 2)], Positions.All), "*Head 2 would see nothing at token*prompt 0 in blocks.1.attn.hook_attn_scores*");
        Refused(Ablation.KnockOutAttentions([0], Positions.At(Set.Select(_ => new[] { 0 })), Positions.At(Set.Select(_ => new[] { 0, 3 }))), "*Head 0 would see nothing at token 0 of prompt 0*");
        Refused(
            Ablation.KnockOutAttentions([2], Positions.EarlierDemonstrations()) | Ablation.KnockOutHeads([new HeadId(2, 3)], Positions.At(Set.Select(prompt => Enumerable.Range(3, prompt.PreLabel[^1] - 2)))),
            "*Head 3 would see nothing*");
        ran.Should().Be(0);

        using (AblationScope.Apply(model, Ablation.KnockOutAttentions([2], Positions.EarlierDemonstrations())))
        using (AblationScope.Apply(model, Ablation.KnockOutHeads([new HeadId(2, 3)], Positions.At(Set.Select(prompt => Enumerable.Range(3, prompt.PreLabel[^1] - 2))))))
            FluentActions.Invoking(() => model.Logits(batch)).Should().Throw<InvalidOperationException>("two knockouts may take together what each alone leaves").WithMessage("*Head 3 would see nothing*");

        void Refused(Ablation ablation, string message)
        {
            using var ablated = AblationScope.Apply(model, ablation);
            FluentActions.Invoking(() => model.Logits(batch)).Should().Throw<InvalidOperationException>().WithMessage(message);
        }
    }

    [Fact]
    public void Values_PrintCompareAndComeBackFromJson()
    {
        var labels = Ablation.KnockOutHeads([new HeadId(16, 7), new HeadId(14, 6)]);
        labels.ToString().Should().Be("hide earlier-label from heads 14.6 16.7 at last-pre-label");
        labels.ToJson().Should().Be("""[{"heads":["14.6","16.7"],"attentions":[],"mlps":[],"positions":"last-pre-label","with":"zero","keys":"earlier-label"}]""");
        labels.Should().NotBe(Ablation.OfHeads([new HeadId(16, 7), new HeadId(14, 6)], Positions.LastPreLabel));
        labels.FirstLayer.Should().Be(14);
        var all = labels | Ablation.KnockOutAttentions([3], Positions.EarlierDemonstrations(1)) | Ablation.OfMlps([2], Positions.Last) | Ablation.KnockOutAttentions([4], Positions.Earlier("subject"), Positions.PreLabel);
        Ablation.FromJson(all.ToJson()).Should().Be(all);
        all.ToString().Should().Be(
            "hide earlier-label from heads 14.6 16.7 at last-pre-label; hide earlier-demonstrations-from-1 from attentions 3 at last-pre-label; zero mlps 2 at last; hide earlier-mark:subject from attentions 4 at pre-label");
        FluentActions.Invoking(() => new Ablation([new AblationPart { Mlps = [1], Positions = Positions.Last, Keys = Positions.All }])).Should().Throw<ArgumentException>().WithMessage("*MLPs do not*");
        FluentActions.Invoking(() => Ablation.FromJson("""[{"attentions":[1],"positions":"last","with":"mean","keys":"all"}]""")).Should().Throw<FormatException>().WithMessage("*hides keys*");
        FluentActions.Invoking(() => Ablation.FromJson("""[{"attentions":[1],"positions":"last","keys":"somewhere"}]""")).Should().Throw<FormatException>().WithMessage("*names no positions*");
    }

    [Fact]
    public void Means_OfAnAblationWithKnockouts_AreOfWhatIsReplaced()
    {
        using var model = TinyModel.Of("neox");
        var mean = Ablation.OfMlps([1], Positions.LastPreLabel, Replacement.Mean) | Ablation.KnockOutAttentions([0]);
        using var source = MeanActivations.Of(model, mean, Set, Positions.All);
        using var ablated = AblationScope.Apply(model, mean, [source]);
        model.Logits(Batch.Of(Set)).Dispose();
        FluentActions.Invoking(() => MeanActivations.Of(model, Ablation.KnockOutAttentions([0]), Set, Positions.All)).Should().Throw<ArgumentException>().WithMessage("*touches nothing*");
    }
}
