using Interp.Core.Randomness;

namespace Interp.Core.Tests.Randomness;

public sealed class NormalNumbersTests
{
    [Fact]
    public void Draw_ManyNumbers_AreStandardNormal()
    {
        const int Count = 100_000;
        var numbers = NormalNumbers.Draw(Count, new RandomStream(1));
        // 4 standard deviations of each estimate.
        numbers.Average().Should().BeApproximately(0, 4 / Math.Sqrt(Count));
        numbers.Average(x => x * x).Should().BeApproximately(1, 4 * Math.Sqrt(2.0 / Count));
        numbers.Average(x => x * x * x).Should().BeApproximately(0, 4 * Math.Sqrt(15.0 / Count));
        foreach (var (within, share) in new[] { (0.5, 0.382925), (1, 0.682689), (2, 0.954500), (3, 0.997300) })
            (numbers.Count(x => Math.Abs(x) < within) / (double)Count).Should().BeApproximately(share, 4 * Math.Sqrt(share * (1 - share) / Count));
        numbers.Zip(numbers.Skip(1), (left, right) => left * right).Average().Should().BeApproximately(0, 4 / Math.Sqrt(Count), "neighbours are independent");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    public void Draw_AnyCount_GivesTheFirstOfMany(int count) =>
        NormalNumbers.Draw(count, new RandomStream(3)).Should().Equal(NormalNumbers.Draw(20, new RandomStream(3)).Take(count));
}
