using Interp.Core.Ablations;
using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.LinearLenses;
using Interp.Core.Tests.Tiny;
using Interp.Core.Tokens;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Tests.LinearLenses;

public sealed class JacobianLensTests
{
    private const int Skipped = 2;

    public static TheoryData<string> Wirings => TinyWiring.Names;

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Compute_EveryState_IsTheFiniteDifferences(string wiring)
    {
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        IMarkedTokens[] texts = [new MarkedTokens(TinyBatch.Tokens(7, 1)), new MarkedTokens(TinyBatch.Tokens(9, 2))];
        using var lens = JacobianLens.Compute(model, texts, new JacobianLensOptions { SkipFirst = Skipped, RowsAtOnce = 7 });
        lens.States.Should().Equal(0, 1, 2);
        foreach (var state in lens.States)
        {
            var expected = Mean([.. texts.Select(text => Differences(model, text, state))]);
            Numbers.Difference(lens[state].Weight, expected).Should().BeLessThan(1e-6, $"state {state}");
            expected.abs().max().item<double>().Should().BeGreaterThan(0.05);
        }
    }

    [Fact]
    public void Compute_RowsAtOnce_ChangeNothing()
    {
        using var model = TinyModel.Of("neox", ScalarType.Float64);
        IMarkedTokens[] texts = [new MarkedTokens(TinyBatch.Tokens(9, 2))];
        using var one = JacobianLens.Compute(model, texts, new JacobianLensOptions { SkipFirst = Skipped, RowsAtOnce = 1 });
        using var all = JacobianLens.Compute(model, texts, new JacobianLensOptions { SkipFirst = Skipped, RowsAtOnce = 64, States = [2, 1] });
        all.States.Should().Equal(1, 2);
        foreach (var state in all.States)
            Numbers.Difference(one[state].Weight, all[state].Weight).Should().BeLessThan(1e-12);
    }

    [Fact]
    public void Compute_UnderNoGradAndAblated_IsOfTheAblatedModelAndLeavesNothing()
    {
        using var model = TinyModel.Of("neox", ScalarType.Float64);
        IMarkedTokens[] texts = [new MarkedTokens(TinyBatch.Tokens(9, 2))];
        var options = new JacobianLensOptions { SkipFirst = Skipped };
        using var whole = JacobianLens.Compute(model, texts, options);
        var before = Numbers.Live;
        using (no_grad())
        using (AblationScope.Apply(model, Ablation.OfMlps([2], Positions.All) | Ablation.OfHeads([.. Enumerable.Range(0, TinyWiring.Heads).Select(head => new HeadId(2, head))], Positions.All)))
        using (var ablated = JacobianLens.Compute(model, texts, options))
        {
            // Without its last block the model's last state is the one before it, and no other token comes in.
            using var scope = NewDisposeScope();
            Numbers.Difference(ablated[2].Weight, eye(TinyWiring.DModel, dtype: ScalarType.Float64)).Should().BeLessThan(1e-12);
        }

        Numbers.Live.Should().Be(before);
        model.IsHooked.Should().BeFalse();
    }

    [Fact]
    public void Compute_CancelledOrBadInput_Throws()
    {
        using var model = TinyModel.Of("neox");
        IMarkedTokens[] texts = [new MarkedTokens(TinyBatch.Tokens(20, 1)), new MarkedTokens(TinyBatch.Tokens(17, 2))];
        JacobianLens.Compute(model, texts[..1]).Dispose();
        var before = Numbers.Live;
        FluentActions.Invoking(() => JacobianLens.Compute(model, [])).Should().Throw<ArgumentException>().WithMessage("*no texts*");
        FluentActions.Invoking(() => JacobianLens.Compute(model, texts)).Should().Throw<ArgumentException>().WithMessage("Text 1 has 17 tokens*18*SkipFirst*");
        FluentActions.Invoking(() => JacobianLens.Compute(model, texts, new JacobianLensOptions { States = [3] })).Should().Throw<ArgumentException>().WithMessage("*0..2*");
        using var stop = new CancellationTokenSource();
        var through = new Through(_ => stop.Cancel());
        FluentActions.Invoking(() => JacobianLens.Compute(model, [texts[0], texts[0]], new JacobianLensOptions { Progress = through, Cancellation = stop.Token })).Should().Throw<OperationCanceledException>();
        Numbers.Live.Should().Be(before);
        model.IsHooked.Should().BeFalse();
    }

    /// <summary>The mean over source tokens of the sum over target tokens, column by column, of central differences.</summary>
    private static Tensor Differences(HookedTransformer model, IMarkedTokens text, int state)
    {
        const double Step = 1e-5;
        var batch = Batch.Of([text]);
        using var scope = NewDisposeScope();
        var count = text.Tokens.Length - 1 - Skipped;
        var columns = new List<Tensor>();
        for (var column = 0; column < TinyWiring.DModel; column++)
        {
            var sum = zeros(TinyWiring.DModel, dtype: ScalarType.Float64);
            for (var source = Skipped; source < text.Tokens.Length - 1; source++)
                sum += (After(source, column, Step) - After(source, column, -Step)) / (2 * Step * count);
            columns.Add(sum);
        }

        return stack(columns, 1).MoveToOuterDisposeScope();

        // The sum of the last state over target tokens, with one number of one state moved.
        Tensor After(int source, int column, double step)
        {
            Tensor? last = null;
            using (model.Hook(state == 0 ? HookPoint.ResidPre(0) : HookPoint.ResidPost(state - 1), (x, _) => HookResult.Replace(Moved(x, source, column, step))))
            using (model.Tap(HookPoint.ResidPost(TinyWiring.Layers - 1), Positions.All, x => last = x[0].narrow(0, Skipped, count).sum([0L]).DetachFromDisposeScope()))
                model.Run(batch);
            return last!;
        }
    }

    private static Tensor Moved(Tensor x, int source, int column, double step)
    {
        var moved = x.clone();
        moved[0, source, column] += step;
        return moved;
    }

    private static Tensor Mean(Tensor[] tensors) => stack(tensors).mean([0L]);

    private sealed class Through(Action<int> report) : IProgress<int>
    {
        public void Report(int value) => report(value);
    }
}
