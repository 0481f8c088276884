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
}
