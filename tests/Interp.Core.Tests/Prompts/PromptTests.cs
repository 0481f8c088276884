using System.Collections.Immutable;
using Interp.Core.Prompts;

namespace Interp.Core.Tests.Prompts;

public sealed class PromptTests
{
    [Fact]
    public void Marks_OwnMarks_StandBesideTheLabels()
    {
        var prompt = Any() with { OwnMarks = Mark("subject", 0, 2) };
        prompt.Marks.Keys.Should().BeEquivalentTo("pre-label", "label", "subject");
        prompt.Marks["subject"].Should().Equal(0, 2);
        prompt.Marks["pre-label"].Should().Equal(prompt.PreLabel);
    }

    [Theory]
    [InlineData("pre-label")]
    [InlineData("label")]
    public void OwnMarks_NameOfALabelMark_Throws(string name) =>
        FluentActions.Invoking(() => Any() with { OwnMarks = Mark(name, 0) }).Should().Throw<ArgumentException>().WithMessage($"*\"{name}\"*another name*");

    [Fact]
    public void OwnMarks_NoList_Throws() =>
        FluentActions.Invoking(() => Any() with { OwnMarks = ImmutableDictionary<string, ImmutableArray<int>>.Empty.Add("subject", default) })
            .Should().Throw<ArgumentException>().WithMessage("*\"subject\" has no list*");

    private static Prompt Any() => Toys.Build(2, Toys.Options()).Pairs[0].False;

    private static ImmutableDictionary<string, ImmutableArray<int>> Mark(string name, params ImmutableArray<int> places) =>
        ImmutableDictionary<string, ImmutableArray<int>>.Empty.Add(name, places);
}
