using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Tests.Tiny;
using static TorchSharp.torch;

namespace Interp.Core.Tests.Hooks;

public sealed class HookScopeTests
{
    [Fact]
    public void Dispose_NestedInAnyOrder_RemovesExactlyItself()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of("gpt2");
        var batch = TinyBatch.Padded();
        var clean = model.Logits(batch);
        foreach (var order in new[] { new[] { 0, 1, 2 }, [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0] })
        {
            var called = new List<int>();
            var hooks = Enumerable.Range(0, 3).Select(i => model.Hook(HookPoint.Z(1), (_, _) =>
            {
                called.Add(i);
                return HookResult.Keep;
            })).ToArray();
            var alive = new List<int> { 0, 1, 2 };
            foreach (var i in order)
            {
                hooks[i].Dispose();
                alive.Remove(i);
                called.Clear();
                model.Logits(batch).ShouldBeBitForBit(clean, "listening");
                called.Should().Equal(alive, "the others stay, in the order they came");
            }

            model.IsHooked.Should().BeFalse();
        }
    }

    [Fact]
    public void Dispose_Twice_RemovesNobodyElse()
    {
        using var model = TinyModel.Of("gpt2");
        var calls = 0;
        HookResult Count(Tensor x, Batch batch)
        {
            calls++;
            return HookResult.Keep;
        }

        var first = model.Hook(HookPoint.Z(0), Count);
        first.Dispose();
        using var second = model.Hook(HookPoint.Z(0), Count);
        first.Dispose();
        model.Run(TinyBatch.Padded());
        calls.Should().Be(1);
    }

    [Fact]
    public void Hook_SameDelegateTwice_FiresTwiceAndLeavesOneByOne()
    {
        using var model = TinyModel.Of("gpt2");
        var calls = 0;
        Func<Tensor, Batch, HookResult> count = (_, _) =>
        {
            calls++;
            return HookResult.Keep;
        };
        var first = model.Hook(HookPoint.Z(0), count);
        using var second = model.Hook(HookPoint.Z(0), count);
        model.Run(TinyBatch.Padded());
        calls.Should().Be(2);
        first.Dispose();
        model.Run(TinyBatch.Padded());
        calls.Should().Be(3);
    }

    [Fact]
    public void Hook_RemovedDuringThePass_StillSeesThisPassAndNoLater()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of("neox");
        var calls = new List<string>();
        HookScope? first = null;
        first = model.Hook(HookPoint.Z(1), (_, _) =>
        {
            first!.Dispose();
            calls.Add("first");
            return HookResult.Keep;
        });
        using var second = model.Hook(HookPoint.Z(1), (_, _) =>
        {
            calls.Add("second");
            return HookResult.Keep;
        });
        model.Logits(TinyBatch.Padded());
        model.Logits(TinyBatch.Padded());
        calls.Should().Equal("first", "second", "second");
    }

    [Fact]
    public void Join_OneOfThemCannotBePlaced_LeavesNone()
    {
        using var model = TinyModel.Of("gptj");
        HookScope Listen(HookPoint point) => model.Hook(point, (_, _) => HookResult.Keep);
        FluentActions.Invoking(() => HookScope.Join(new[] { HookPoint.Z(0), HookPoint.Z(1), HookPoint.ResidMid(1) }.Select(Listen)))
            .Should().Throw<ArgumentException>().WithMessage("*parallel*");
        model.IsHooked.Should().BeFalse("a scope that nobody got cannot be disposed");
    }

    [Fact]
    public void Hooks_OnePoint_EachSeesWhatTheOneBeforeLeft()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of("llama-gqa");
        var seen = new List<double>();
        using var hooks = HookScope.Join(
        [
            model.Hook(HookPoint.ResidPost(0), (x, _) => HookResult.Replace(zeros_like(x))),
            model.Tap(HookPoint.ResidPost(0), Positions.All, x => seen.Add(x.abs().max().item<float>())),
            model.Hook(HookPoint.ResidPost(0), (x, _) => HookResult.Replace(x + 1)),
            model.Tap(HookPoint.ResidPost(0), Positions.All, x => seen.Add(x.min().item<float>())),
            model.Tap(HookPoint.ResidPre(1), Positions.All, x => seen.Add(x.max().item<float>())),
        ]);
        model.Logits(TinyBatch.Padded());
        seen.Should().Equal(0, 1, 1);
    }
}
