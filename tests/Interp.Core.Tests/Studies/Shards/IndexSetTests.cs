using CsCheck;
using Interp.Core.Studies.Shards;

namespace Interp.Core.Tests.Studies.Shards;

public sealed class IndexSetTests
{
    [Theory]
    [InlineData("0-4,7", new[] { 0, 1, 2, 3, 4, 7 }, "0-4,7")]
    [InlineData("7,3,3-5,4", new[] { 3, 4, 5, 7 }, "3-5,7")]
    [InlineData("1000", new[] { 1000 }, "1000")]
    [InlineData("8,9", new[] { 8, 9 }, "8-9")]
    public void Parse_Expression_GivesItsIndicesAndTheShortestText(string text, int[] indices, string shortest)
    {
        var set = IndexSet.Parse(text);
        set.All.Should().Equal(indices);
        set.ToString().Should().Be(shortest);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1,")]
    [InlineData("1-")]
    [InlineData("-1")]
    [InlineData("0-4%2")]
    [InlineData("5-3")]
    [InlineData("0-999999999")]
    [InlineData("9999999999")]
    [InlineData("1\n")]
    public void Parse_AnythingElse_Throws(string text) =>
        FluentActions.Invoking(() => IndexSet.Parse(text)).Should().Throw<ArgumentException>().WithMessage($"found \"{text}\"*");

    [Fact]
    public void ToString_AnySet_ReadsBack() =>
        Gen.Int[0, 60].HashSet[1, 40].Sample(indices => IndexSet.Parse(IndexSet.Of(indices).ToString()).All.SequenceEqual(indices.Order()));
}
