namespace Interp.Core.Tests.Prompts;

public sealed class ProtocolTests
{
    private static readonly string[] Switches =
        [.. typeof(Protocol).GetProperties().Where(property => property.PropertyType == typeof(bool)).OrderBy(property => property.MetadataToken).Select(property => property.Name)];

    [Fact]
    public void ToString_NamedProtocols_AreTheirNames()
    {
        Protocol.Corrected.ToString().Should().Be("corrected");
        Protocol.Published.ToString().Should().Be("published");
        (Protocol.Published with { KeepsMlpBias = false } with { KeepsMlpBias = true }).ToString().Should().Be("published");
    }

    [Fact]
    public void ToString_OtherProtocols_NameWhatIsOn()
    {
        (Protocol.Corrected with { KeepsMlpBias = true, SeparatorCountedTwice = true }).ToString().Should().Be("corrected + SeparatorCountedTwice + KeepsMlpBias");
        (Protocol.Published with { ExactPermutedShare = true }).ToString().Should().Be("corrected + " + string.Join(" + ", Switches));
    }

    [Fact]
    public void Parse_EverySwitch_IsParsedBack()
    {
        // Each property by reflection: one that the text form forgot would come back false.
        foreach (var name in Switches)
        {
            var protocol = Protocol.Corrected with { };
            typeof(Protocol).GetProperty(name)!.SetValue(protocol, true);
            protocol.ToString().Should().Be($"corrected + {name}");
            Protocol.Parse(protocol.ToString()).Should().Be(protocol);
        }
    }

    [Fact]
    public void Parse_AnyProtocol_IsParsedBack()
    {
        foreach (var protocol in new[] { Protocol.Corrected, Protocol.Published, Protocol.Published with { DropsUnembeddingBias = false }, Protocol.Published with { ExactPermutedShare = true } })
            Protocol.Parse(protocol.ToString()).Should().Be(protocol);
        Protocol.Parse("corrected + KeepsMlpBias + SeparatorCountedTwice").ToString().Should().Be("corrected + SeparatorCountedTwice + KeepsMlpBias");
    }

    [Theory]
    [InlineData("", "*\"\" is not known*")]
    [InlineData("Corrected", "*\"Corrected\" is not known*Known: corrected, published, and*PublishedLabelWords, SeparatorCountedTwice*")]
    [InlineData("published + ExactPermutedShare", "*\"published\" is not known*corrected*")]
    [InlineData("corrected + KeepsBias", "*\"corrected + KeepsBias\": \"KeepsBias\" is not known*KeepsMlpBias*")]
    [InlineData("corrected + ", "*\"\" is not known*")]
    [InlineData("corrected + KeepsMlpBias + KeepsMlpBias", "*KeepsMlpBias twice*")]
    public void Parse_UnknownText_ListsWhatIsKnown(string text, string message) =>
        FluentActions.Invoking(() => Protocol.Parse(text)).Should().Throw<FormatException>().WithMessage(message);
}
