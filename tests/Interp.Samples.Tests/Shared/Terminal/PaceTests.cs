using Interp.Samples.Shared.Terminal;

namespace Interp.Samples.Tests.Shared.Terminal;

public sealed class PaceTests
{
    [Theory]
    [InlineData(0, 100, 5, "starting")]
    [InlineData(10, 100, 0, "starting")]
    [InlineData(25, 100, 10, "2.5 prompts/s, 0:30 left")]
    [InlineData(100, 100, 5, "20 prompts/s, 0:05 in all")]
    [InlineData(1, 100_000, 2, "0.5 prompts/s, 2.07:33:18 left")]
    public void Text_OfWorkSoFar_GivesRateAndTime(int done, int total, int seconds, string expected) =>
        new Pace(done, total, TimeSpan.FromSeconds(seconds)).Text("prompts").Should().Be(expected);
}
