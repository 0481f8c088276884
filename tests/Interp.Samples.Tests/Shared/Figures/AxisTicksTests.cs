using Interp.Samples.Shared.Figures;

namespace Interp.Samples.Tests.Shared.Figures;

public sealed class AxisTicksTests
{
    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(4, 5, 4)]
    [InlineData(6, 7, 6)]
    [InlineData(28, 15, 28)]
    [InlineData(30, 7, 30)]
    [InlineData(44, 12, 44)]
    [InlineData(48, 13, 48)]
    [InlineData(61, 13, 60)]
    public void Whole_OfLayers_EndAtTheLastOne(int lastLayer, int count, int lastTick)
    {
        var ticks = AxisTicks.Whole(lastLayer).ToArray();
        ticks.Should().HaveCount(count).And.StartWith(0);
        ticks[^1].Should().Be(Math.Min(lastTick, lastLayer));
    }
}
