using Interp.Core.Heads;

namespace Interp.Core.Tests.Heads;

public sealed class PrefixMatchOptionsTests
{
    [Fact]
    public void Under_EachProtocol_MatchesAsItsSourceDoes()
    {
        PrefixMatchOptions.Under(Protocol.Published).By.Should().Be(MatchBy.Shown, "the paper's code compares shown labels");
        PrefixMatchOptions.Under(Protocol.Corrected).By.Should().Be(MatchBy.Class, "its text compares classes");
    }
}
