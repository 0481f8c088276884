using CsCheck;
using Interp.Samples.Shared.Figures;

namespace Interp.Samples.Tests.Shared.Figures;

public sealed class SpreadTests
{
    [Fact]
    public void Apart_RoomForAll_MovesNothing() => Spread.Apart([0.8, 0.2, 0.5], 0.1, 0, 1).Should().Equal(0.8, 0.2, 0.5);

    [Fact]
    public void Apart_TwoTouch_PartsThemAboutTheirMean()
    {
        var places = Spread.Apart([0.50, 0.52], 0.1, 0, 1);
        places[0].Should().BeApproximately(0.46, 1e-12);
        places[1].Should().BeApproximately(0.56, 1e-12);
    }

    [Fact]
    public void Apart_AnyLabels_KeepGapOrderAndLimits() => Gen.Double[0, 1].Array[2, 6].Sample(
        wanted =>
        {
            var places = Spread.Apart(wanted, 0.1, 0, 1);
            var sorted = places.Order().ToArray();
            sorted.Zip(sorted.Skip(1)).Should().OnlyContain(pair => pair.Second - pair.First >= 0.1 - 1e-9);
            places.Should().OnlyContain(place => place >= 0.05 - 1e-9 && place <= 0.95 + 1e-9);
            wanted.Zip(places).OrderBy(pair => pair.First).Select(pair => pair.Second).Should().BeInAscendingOrder();
        },
        iter: 500, threads: 1);
}
