using Interp.Core.Batches;
using Interp.Core.Tests.Tiny;
using static TorchSharp.torch;

namespace Interp.Core.Tests.Transformer;

public sealed class LossTests
{
    public static TheoryData<string> Wirings => TinyWiring.Names;

    [Theory]
    [MemberData(nameof(Wirings))]
    public void TokenLosses_AllOrChosen_AreThoseOfTheLogits(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        var batch = TinyBatch.Padded();
        var logProbabilities = model.Logits(batch).log_softmax(-1);
        double Expected(int row, int token) => -logProbabilities[row, token, batch.Rows[row][token + 1]].item<double>();

        var all = model.TokenLosses(batch);
        all.shape.Should().Equal(3, 8);
        var sum = 0.0;
        for (var row = 0; row < 3; row++)
            for (var token = 0; token + 1 < batch.Rows[row].Length; token++)
            {
                all[row, token].item<double>().Should().BeApproximately(Expected(row, token), 1e-11);
                sum += Expected(row, token);
            }

        model.Loss(batch).item<double>().Should().BeApproximately(sum / (4 + 8 + 6), 1e-11);
        var chosen = Positions.At([[1], [0, 7], [3]]);
        model.TokenLosses(batch, chosen)[1, 1].item<double>().Should().BeApproximately(Expected(1, 7), 1e-11);
        model.Loss(batch, chosen).item<double>().Should().BeApproximately((Expected(0, 1) + Expected(1, 0) + Expected(1, 7) + Expected(2, 3)) / 4, 1e-11);
    }

    [Fact]
    public void Loss_TokenThatNoneFollows_Throws()
    {
        using var model = TinyModel.Of("gptj");
        FluentActions.Invoking(() => model.Loss(TinyBatch.Padded(), Positions.Last)).Should().Throw<ArgumentException>().WithMessage("*Token 4 of prompt 0 is its last*");
        FluentActions.Invoking(() => model.Loss(Batch.Of([1]))).Should().Throw<ArgumentException>().WithMessage("*no token that predicts*");
        model.Logits(TinyBatch.Padded()).Dispose();
        var before = Numbers.Live;
        model.Loss(TinyBatch.Padded()).Dispose();
        model.TokenLosses(TinyBatch.Padded()).Dispose();
        Numbers.Live.Should().Be(before);
    }

    [Fact]
    public void Loss_Gradients_Flow()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of("llama-gqa", ScalarType.Float64);
        var weight = model.Weights.First().Tensor;
        weight.requires_grad_();
        model.Loss(TinyBatch.Padded()).backward();
        weight.grad!.abs().sum().item<double>().Should().BeGreaterThan(0);
    }
}
