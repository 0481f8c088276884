using Interp.Core.Batches;
using Interp.Core.Caching;
using Interp.Core.Hooks;
using Interp.Core.Tests.Tiny;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Tests.Transformer;

public sealed class PassTests
{
    /// <summary>Few enough tokens of long enough prompts for the last block to be narrowed.</summary>
    private static readonly Batch Prompts = Batch.Of(TinyBatch.Prompts(4, demonstrations: 6, labels: 3));

    public static TheoryData<string> Wirings => TinyWiring.Names;

    public static Positions[] Some => [Positions.Last, Positions.LastPreLabel, Positions.At([[3], [0, 9], [5], [2, 4]])];

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Logits_OfSomeTokens_AreThoseOfAll(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        var all = model.Logits(Prompts);
        foreach (var positions in Some)
        {
            var some = model.Logits(Prompts, positions);
            var late = LateStart(model, positions);
            foreach (var (tokens, row) in positions.Resolve(Prompts).Select((tokens, row) => (tokens, row)))
                for (var place = 0; place < some.shape[1]; place++)
                {
                    var expected = all[row, tokens[Math.Min(place, tokens.Length - 1)]];
                    Numbers.Difference(some[row, place], expected).Should().BeLessThan(1e-11, $"{positions}");
                    Numbers.Difference(late[row, place], expected).Should().BeLessThan(1e-11, $"{positions}, started late");
                }
        }
    }

    /// <summary>Where few tokens are wanted, a hook still sees all of them; if it changes nothing, no bit of the output moves.</summary>
    [Theory]
    [MemberData(nameof(Wirings))]
    public void Logits_OfSomeTokensWithIdentityHooks_MoveNoBit(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring);
        var expected = model.Logits(Prompts, Positions.Last);
        var before = Numbers.Live;
        foreach (var point in model.HookPoints)
        {
            using (model.Hook(point, (x, batch) =>
            {
                x.shape.Should().Equal(model.ShapeOf(point, batch), "hooks see every token");
                return HookResult.Keep;
            }))
            using (var logits = model.Logits(Prompts, Positions.Last))
                logits.ShouldBeBitForBit(expected, $"an identity hook at {point}");
            using (model.Hook(point, (x, _) => HookResult.Replace(x.clone())))
            using (var logits = model.Logits(Prompts, Positions.Last))
                logits.ShouldBeBitForBit(expected, $"a hook that returns a copy at {point}");
            using (model.Tap(point, Positions.All, _ => { }))
            using (var logits = model.Logits(Prompts, Positions.Last))
                Numbers.Difference(logits, expected).Should().BeLessThan(1e-4);
        }

        Numbers.Live.Should().Be(before);
    }

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Logits_OfSomeTokensWithHooksThatChange_AreThoseOfAll(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        foreach (var point in model.HookPoints.Where(point => point.Layer is null or 2))
        {
            using var hook = model.Hook(point, (x, _) => HookResult.Replace(x * 1.25));
            var all = model.Logits(Prompts);
            var some = model.Logits(Prompts, Positions.LastPreLabel);
            for (var row = 0; row < Prompts.Size; row++)
                Numbers.Difference(some[row, 0], all[row, Positions.LastPreLabel.Resolve(Prompts)[row][0]]).Should().BeLessThan(1e-10, $"{point}");
        }
    }

    /// <summary>Readers of a narrowed block get what hooks left: bit for bit the same where these changed nothing.</summary>
    [Theory]
    [MemberData(nameof(Wirings))]
    public void Taps_BesideHooksInTheLastBlock_GetWhatTheyLeave(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring);
        var sites = new[] { HookSite.Pattern, HookSite.Z, HookSite.Result, HookSite.MlpPost, HookSite.ResidPost };
        var alone = Read();
        using (model.Hook(HookPoint.AttnOut(2), (_, _) => HookResult.Keep))
        {
            foreach (var (a, b) in alone.Zip(Read()))
                b.ShouldBeBitForBit(a, "an identity hook");
        }

        using (model.Hook(HookPoint.AttnOut(2), (x, _) => HookResult.Replace(x * 2)))
        {
            var changed = Read();
            Numbers.Difference(changed[1], alone[1]).Should().BeLessThan(1e-5, "z comes before");
            Numbers.Difference(changed[4], alone[4]).Should().BeGreaterThan(1e-2, "the stream after");
        }

        Tensor[] Read()
        {
            var read = new Tensor[sites.Length];
            using var taps = HookScope.Join(sites.Select((site, i) => model.Tap(new HookPoint(site, 2), Positions.LastPreLabel, x => read[i] = x.clone().MoveToOtherDisposeScope(scope))));
            model.Run(Prompts);
            return read;
        }
    }

    /// <summary>Nobody wants what comes after the pattern: readers get their rows all the same, with or without a hook beside them.</summary>
    [Theory]
    [MemberData(nameof(Wirings))]
    public void Taps_OfAPatternBesideAHook_GetTheirRows(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring);
        var alone = Read();
        using (model.Hook(HookPoint.Q(2), (_, _) => HookResult.Keep))
            Read().ShouldBeBitForBit(alone, "an identity hook");
        using (model.Hook(HookPoint.Q(2), (x, _) => HookResult.Replace(x * tensor(new[] { -3f, 0, 1, 2, 5, -1 }))))
            Numbers.Difference(Read(), alone).Should().BeGreaterThan(1e-2);

        Tensor Read()
        {
            Tensor? read = null;
            using var tap = model.Tap(HookPoint.Pattern(2), Positions.Last, x => read = x.clone().MoveToOtherDisposeScope(scope));
            model.Run(Prompts);
            return read!;
        }
    }

    [Fact]
    public void Step_BlockByBlock_ShowsEveryState()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of("neox");
        using var cache = ActivationCache.Record(model, Prompts, CacheRequest.Of(HookSite.ResidPost));
        using var expected = model.Logits(Prompts);
        using var one = model.Start(Prompts, Positions.All);
        using var other = model.Start(TinyBatch.Padded(), Positions.All);
        FluentActions.Invoking(() => one.Stream).Should().Throw<InvalidOperationException>();
        FluentActions.Invoking(() => one.TakeLogits()).Should().Throw<InvalidOperationException>().WithMessage("*not over*");
        for (var layer = 0; layer < TinyWiring.Layers; layer++)
        {
            one.Step().Should().BeTrue();
            other.Step().Should().BeTrue();
            one.State.Should().Be(layer + 1);
            one.Stream.ShouldBeBitForBit(cache[HookPoint.ResidPost(layer)], "stepping beside another pass");
        }

        one.Step().Should().BeTrue("the final norm and the unembedding are left");
        one.Step().Should().BeFalse();
        one.TakeLogits().ShouldBeBitForBit(expected, "stepping");
        FluentActions.Invoking(() => one.TakeLogits()).Should().Throw<InvalidOperationException>().WithMessage("*taken already*");
        using var unasked = model.Start(Prompts, wants: [new Want(HookPoint.Z(0), Positions.Last, _ => { })]);
        FluentActions.Invoking(() => unasked.TakeLogits()).Should().Throw<InvalidOperationException>().WithMessage("*No logits were asked for*");
        FluentActions.Invoking(() => model.Start(Prompts)).Should().Throw<InvalidOperationException>().WithMessage("*Nobody listens*");
    }

    private static Tensor LateStart(HookedTransformer model, Positions positions)
    {
        using var cache = ActivationCache.Record(model, Prompts, CacheRequest.Of(HookSite.ResidPre));
        return model.LogitsFrom(Prompts, 2, cache[HookPoint.ResidPre(2)], positions);
    }
}
