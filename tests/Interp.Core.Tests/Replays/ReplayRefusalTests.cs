using Interp.Core.Ablations;
using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Replays;
using Interp.Core.Tests.Tiny;
using static TorchSharp.torch;

namespace Interp.Core.Tests.Replays;

public sealed class ReplayRefusalTests
{
    [Fact]
    public void Record_TokensThatAreNoWindow_Throws()
    {
        using var model = TinyModel.Of("gpt2");
        foreach (var lists in new int[][][]
        {
            [[1, 3], [1, 2], [1, 2]], [[1, 2], [1, 2, 3], [1, 2]], [[2, 1], [1, 2], [1, 2]], [[1, 1], [1, 2], [1, 2]], [[2, 4, 4], [2, 3, 4], [2, 3, 4]], [[], [], []],
        })
            FluentActions.Invoking(() => Replay.Record(model, TinyBatch.Padded(), Positions.At(lists))).Should().Throw<ArgumentException>().WithMessage("*neighbours*");
        FluentActions.Invoking(() => Replay.Record(model, TinyBatch.Padded(), Positions.All)).Should().Throw<ArgumentException>("prompts differ in length");
        FluentActions.Invoking(() => Replay.Record(model, TinyBatch.Padded(), Positions.LastPreLabel)).Should().Throw<InvalidOperationException>();
    }

    [Fact]
    public void Replay_StaleOrWithoutWork_Throws()
    {
        var model = TinyModel.Of("gpt2");
        var replay = Replay.Record(model, TinyBatch.Padded(), Positions.Last);
        FluentActions.Invoking(() => replay.Logits([])).Should().Throw<ArgumentException>().WithMessage("*Ablation.None*");
        replay.Lens([], [1, 2]).Should().BeEmpty();
        FluentActions.Invoking(() => replay.Logits([Ablation.OfMlps([9], Positions.Last)])).Should().Throw<ArgumentOutOfRangeException>().WithMessage("*0..2*");
        FluentActions.Invoking(() => replay.Logits([Ablation.OfMlps([1], Positions.Last, Replacement.Mean)])).Should().Throw<ArgumentException>().WithMessage("*MeanActivations*");
        FluentActions.Invoking(() => replay.Lens([Ablation.None], [1, 99])).Should().Throw<ArgumentOutOfRangeException>().WithMessage("*37 rows*");

        using var other = Replay.Record(model, TinyBatch.Padded(), Positions.Last);
        replay.Dispose();
        FluentActions.Invoking(() => replay.Logits([Ablation.None])).Should().Throw<ObjectDisposedException>();
        FluentActions.Invoking(() => replay.Lens([Ablation.None], [1, 2])).Should().Throw<ObjectDisposedException>();
        model.Dispose();
        FluentActions.Invoking(() => other.Logits([Ablation.None])).Should().Throw<ObjectDisposedException>();
        FluentActions.Invoking(() => Replay.Record(model, TinyBatch.Padded(), Positions.Last)).Should().Throw<ObjectDisposedException>();
    }

    [Fact]
    public void Replay_HookedModel_IsRefused()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of("gpt2");
        var batch = TinyBatch.Padded();
        using (AblationScope.Apply(model, Ablation.OfMlps([0], Positions.All)))
            FluentActions.Invoking(() => Replay.Record(model, batch, Positions.Last)).Should().Throw<InvalidOperationException>().WithMessage("*hooks*");
        using var replay = Replay.Record(model, batch, Positions.Last);
        using (model.Tap(HookPoint.Z(0), Positions.All, _ => { }))
        {
            FluentActions.Invoking(() => replay.Logits([Ablation.None])).Should().Throw<InvalidOperationException>().WithMessage("*hooks*");
            FluentActions.Invoking(() => replay.Lens([Ablation.None], [1, 2])).Should().Throw<InvalidOperationException>().WithMessage("*hooks*");
        }

        replay.Logits([Ablation.None]).Dispose();
    }
}
