using Interp.Core.Prompts;

namespace Interp.Core.Tests.Prompts;

public sealed class ByKindTests
{
    [Fact]
    public void Indexer_EachKind_GivesItsOwn()
    {
        var counts = new ByKind<int>(3, 5);
        counts[PromptKind.Correct].Should().Be(3);
        counts[PromptKind.False].Should().Be(5);
        counts.Select((kind, count) => $"{kind} {count}").Should().Be(new ByKind<string>("Correct 3", "False 5"));
    }

    [Fact]
    public void Indexer_NoSuchKind_Throws() =>
        FluentActions.Invoking(() => new ByKind<int>(3, 5)[(PromptKind)2]).Should().Throw<ArgumentOutOfRangeException>();
}
