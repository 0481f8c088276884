using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Tests.Tiny;
using static TorchSharp.torch;

namespace Interp.Core.Tests.Hooks;

/// <summary>A hook that changes nothing, or is gone, does not move one bit of the logits.</summary>
public sealed class IdentityTests
{
    private static readonly Dictionary<string, Func<Tensor, Batch, HookResult>> Identities = new()
    {
        ["keep"] = (_, _) => HookResult.Keep,
        ["same object"] = (x, _) => HookResult.Replace(x),
        ["alias"] = (x, _) => HookResult.Replace(x.alias()),
        ["clone"] = (x, _) => HookResult.Replace(x.clone()),
        ["contiguous copy"] = (x, _) => HookResult.Replace(x.contiguous().clone()),
        ["change in place and back"] = (x, _) =>
        {
            using var before = x.clone();
            x.mul_(0).copy_(before);
            return HookResult.Keep;
        },
    };

    public static TheoryData<string> Wirings => TinyWiring.Names;

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Logits_IdentityAtOnePoint_AreTheCleanOnes(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring);
        var batch = TinyBatch.Padded();
        var clean = model.Logits(batch);
        foreach (var point in model.HookPoints)
        {
            foreach (var (form, identity) in Identities)
            {
                var before = Numbers.Live;
                using (model.Hook(point, identity))
                {
                    using var hooked = model.Logits(batch);
                    hooked.ShouldBeBitForBit(clean, $"{form} at {point}");
                }

                using (var after = model.Logits(batch))
                    after.ShouldBeBitForBit(clean, $"a removed {form} at {point}");
                Numbers.Live.Should().Be(before, $"{form} at {point} leaves no tensor");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Logits_IdentityAtAllPointsAtOnce_AreTheCleanOnes(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring);
        var batch = TinyBatch.Padded();
        var clean = model.Logits(batch);
        var before = Numbers.Live;
        foreach (var (form, identity) in Identities)
        {
            using var hooks = HookScope.Join(model.HookPoints.Select(point => model.Hook(point, identity)));
            using var hooked = model.Logits(batch);
            hooked.ShouldBeBitForBit(clean, $"{form} everywhere");
        }

        Numbers.Live.Should().Be(before);
    }

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Logits_TapsAtAllPoints_AreTheCleanOnes(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring);
        var batch = TinyBatch.Padded();
        var clean = model.Logits(batch);
        var before = Numbers.Live;
        foreach (var positions in new[] { Positions.All, Positions.Last, Positions.At([[1, 2], [0], [6]]) })
        {
            using var taps = HookScope.Join(model.HookPoints.Select(point => model.Tap(point, positions, _ => { })));
            using var tapped = model.Logits(batch);
            tapped.ShouldBeBitForBit(clean, $"reading {positions}");
        }

        Numbers.Live.Should().Be(before);
    }

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Logits_BatchOfOne_IdentityInPlaceLeavesTheWeights(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring);
        var batch = Batch.Of(TinyBatch.Tokens(6, 3));
        var clean = model.Logits(batch);
        foreach (var point in model.HookPoints)
        {
            using (model.Hook(point, (x, _) =>
            {
                x.mul_(2);
                return HookResult.Keep;
            }))
                Numbers.Difference(model.Logits(batch), clean).Should().BeGreaterThanOrEqualTo(0);
            model.Logits(batch).ShouldBeBitForBit(clean, $"a change in place at {point}, once its hook is gone,");
        }
    }

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Logits_HookThatThrows_LeavesNothingBehind(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring);
        var batch = TinyBatch.Padded();
        var clean = model.Logits(batch);
        var before = Numbers.Live;
        foreach (var point in model.HookPoints)
        {
            using (model.Hook(point, (_, _) => throw new TimeoutException("mine")))
                FluentActions.Invoking(() => model.Logits(batch)).Should().Throw<TimeoutException>().WithMessage("mine");
            using (model.Tap(point, Positions.Last, _ => throw new TimeoutException("mine too")))
                FluentActions.Invoking(() => model.Logits(batch)).Should().Throw<TimeoutException>();

            Numbers.Live.Should().Be(before, $"a hook on {point} that threw leaves no tensor");
            model.IsHooked.Should().BeFalse();
            using var after = model.Logits(batch);
            after.ShouldBeBitForBit(clean, $"a hook on {point} that threw");
        }
    }

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Run_HookThatStops_LeavesNothingBehind(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring);
        var batch = TinyBatch.Padded();
        var clean = model.Logits(batch);
        var before = Numbers.Live;
        foreach (var point in model.HookPoints)
        {
            using (model.Hook(point, (_, _) => HookResult.Stop))
            {
                model.Run(batch);
                FluentActions.Invoking(() => model.Logits(batch)).Should().Throw<InvalidOperationException>().WithMessage($"*{point} stopped*");
            }

            Numbers.Live.Should().Be(before, $"stopping at {point} leaves no tensor");
            using var after = model.Logits(batch);
            after.ShouldBeBitForBit(clean, $"a hook on {point} that stopped");
        }
    }
}
