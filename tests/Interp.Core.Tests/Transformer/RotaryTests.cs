using Interp.Core.Batches;
using Interp.Core.Tests.Tiny;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Tests.Transformer;

public sealed class RotaryTests
{
    [Theory]
    [InlineData(RotaryPairs.Adjacent)]
    [InlineData(RotaryPairs.SplitHalves)]
    public void Rotate_EachPair_IsTurnedByPositionTimesFrequency(RotaryPairs pairs)
    {
        using var scope = NewDisposeScope();
        float[] frequencies = [1f, 0.3f];
        using var rotary = new Rotary(frequencies, pairs, float64, CPU);
        rotary.Width.Should().Be(4);
        var x = Numbers.Noise(zeros([2, 7, 3, 6], dtype: float64), 1); // [batch, pos, head, d_head]
        var turned = rotary.Rotate(x);
        for (var position = 0; position < 7; position++)
            for (var pair = 0; pair < 2; pair++)
            {
                var (i, j) = pairs == RotaryPairs.Adjacent ? (2 * pair, 2 * pair + 1) : (pair, pair + 2);
                double angle = (float)position * frequencies[pair];
                var (a, b) = (x[1, position, 2, i].item<double>(), x[1, position, 2, j].item<double>());
                turned[1, position, 2, i].item<double>().Should().BeApproximately(a * Math.Cos(angle) - b * Math.Sin(angle), 1e-6);
                turned[1, position, 2, j].item<double>().Should().BeApproximately(b * Math.Cos(angle) + a * Math.Sin(angle), 1e-6);
            }

        turned.narrow(-1, 4, 2).ShouldBeBitForBit(x.narrow(-1, 4, 2), "dimensions beyond the width: turning others");
    }

    [Fact]
    public void Rotate_ChosenPositions_AreThoseOfTheWholeSequence()
    {
        using var scope = NewDisposeScope();
        using var rotary = new Rotary([1f, 0.3f, 0.1f], RotaryPairs.SplitHalves, float32, CPU);
        var x = Numbers.Noise(zeros(1, 9, 2, 6), 1);
        var whole = rotary.Rotate(x);
        var positions = tensor(new long[] { 8, 0, 5 });
        var chosen = rotary.Rotate(x.index_select(1, positions), positions.unsqueeze(0), 9);
        chosen.ShouldBeBitForBit(whole.index_select(1, positions), "choosing positions");
    }

    [Fact]
    public void Rotate_LongerThanBefore_TablesGrowAndFreeTheOldOnes()
    {
        var before = Numbers.Live;
        using (var rotary = new Rotary([1f], RotaryPairs.Adjacent, float32, CPU))
        using (NewDisposeScope())
        {
            foreach (var length in new long[] { 3, 4, 30, 5 })
                rotary.Rotate(ones(1, length, 1, 2)).shape[1].Should().Be(length);
            Numbers.Live.Should().BeGreaterThan(before);
        }

        Numbers.Live.Should().Be(before);
    }

    [Fact]
    public void Constructor_NoFrequencies_Throws() =>
        FluentActions.Invoking(() => new Rotary([], RotaryPairs.Adjacent, float32, CPU)).Should().Throw<ArgumentException>();

    /// <summary>A longer prompt grows the tables; a pass on another thread must keep those it began with.</summary>
    [Fact]
    public void Tables_GrownByAnotherThread_StayGoodForThoseUnderWay()
    {
        using var reference = TinyModel.Of("neox");
        var lengths = Enumerable.Range(1, TinyWiring.Context).ToArray();
        var expected = lengths.Select(length => Read(reference, length)).ToArray();
        for (var round = 0; round < 5; round++)
        {
            using var model = TinyModel.Of("neox");
            var wrong = 0;
            Threads.Together(4, () =>
            {
                foreach (var length in lengths)
                {
                    if (!Read(model, length).SequenceEqual(expected[length - 1]))
                        Interlocked.Increment(ref wrong);
                }
            });
            wrong.Should().Be(0);
        }

        static float[] Read(HookedTransformer model, int length)
        {
            using var noGrad = no_grad();
            using var scope = NewDisposeScope();
            return model.Logits(Batch.Of(TinyBatch.Tokens(length, 9))).data<float>().ToArray();
        }
    }

    [Fact]
    public void Tables_ThatCannotBeMade_LeaveTheOldOnes()
    {
        using var rotary = new Rotary([0.1f, 0.01f], RotaryPairs.Adjacent, ScalarType.Float32, CPU);
        using var x = ones(1, 3, 1, 4);
        using var before = rotary.Rotate(x);
        using var positions = zeros([1, 3], ScalarType.Int64);
        FluentActions.Invoking(() => rotary.Rotate(x, positions, 1L << 50)).Should().Throw<Exception>("no machine has so much memory");
        using var after = rotary.Rotate(x);
        after.ShouldBeBitForBit(before, "a failed growth");
        rotary.Dispose();
        FluentActions.Invoking(() => rotary.Rotate(x)).Should().Throw<ObjectDisposedException>();
    }
}
