using CsCheck;
using Interp.Core.Batches;
using Interp.Core.Tests.Tiny;
using Interp.Core.Tokens;

namespace Interp.Core.Tests.Batches;

public sealed class PositionsTests
{
    public static TheoryData<string> Texts => ["all", "last", "pre-label", "last-pre-label", "earlier-label", "earlier-pre-label", "earlier-mark:subject", "earlier-demonstrations", "earlier-demonstrations-from-1", "[]", "[[]]", "[[3,7],[4]]", "[[0],[],[12,12,1]]"];

    [Theory]
    [MemberData(nameof(Texts))]
    public void Parse_WhatToStringWrites_IsTheSame(string text)
    {
        Positions.Parse(text).ToString().Should().Be(text);
        Positions.Parse(text).Should().Be(Positions.Parse(text));
        Positions.Parse(text).GetHashCode().Should().Be(Positions.Parse(text).GetHashCode());
    }

    [Fact]
    public void Parse_AnyLists_ComeBack() => Gen.Int[0, 99].Array[0, 4].Array[0, 4].Sample(lists =>
    {
        var positions = Positions.At(lists);
        return Positions.Parse(positions.ToString()).Equals(positions);
    }, iter: 200);

    [Theory]
    [InlineData("")]
    [InlineData("All")]
    [InlineData("first")]
    [InlineData("earlier-all")]
    [InlineData("earlier-demonstrations-from-")]
    [InlineData("earlier-demonstrations-from-x")]
    [InlineData("null")]
    [InlineData("[null]")]
    [InlineData("[[1],null]")]
    [InlineData("[1]")]
    [InlineData("[[1.5]]")]
    [InlineData("[[99999999999]]")]
    [InlineData("[[1]")]
    [InlineData("{}")]
    public void Parse_AnotherForm_ThrowsAndSaysWhatThereIs(string text) =>
        FluentActions.Invoking(() => Positions.Parse(text)).Should().Throw<FormatException>().WithMessage("*last-pre-label*");

    [Fact]
    public void Equality_IsByWhatIsMeant()
    {
        Positions.At([[1, 2], [3]]).Should().Be(Positions.At([[1, 2], [3]]));
        Positions.At([[1, 2], [3]]).Should().NotBe(Positions.At([[1], [2, 3]]));
        Positions.At([[2, 1]]).Should().NotBe(Positions.At([[1, 2]]));
        Positions.All.Should().NotBe(Positions.Last);
    }

    [Fact]
    public void Resolve_EachKind_GivesTokensOfEachPrompt()
    {
        var prompts = TinyBatch.Prompts(3, demonstrations: 4, labels: 2);
        var batch = Batch.Of(prompts);
        for (var i = 0; i < 3; i++)
        {
            Positions.All.Resolve(batch)[i].Should().Equal(Enumerable.Range(0, prompts[i].Tokens.Length));
            Positions.Last.Resolve(batch)[i].Should().Equal(prompts[i].Tokens.Length - 1);
            Positions.PreLabel.Resolve(batch)[i].Should().Equal(prompts[i].PreLabel);
            Positions.LastPreLabel.Resolve(batch)[i].Should().Equal(prompts[i].PreLabel[^1]);
            Positions.EarlierPreLabel.Resolve(batch)[i].Should().Equal(prompts[i].PreLabel[..3]);
            Positions.EarlierLabel.Resolve(batch)[i].Should().Equal(prompts[i].LabelSpans[..3].Select(span => span.Start));
            Positions.EarlierDemonstrations(1).Resolve(batch)[i].Should().Equal(Enumerable.Range(1, prompts[i].LabelSpans[2].Start));
            Positions.At([[0], [2, 1], []]).Resolve(batch)[i].Should().Equal(new int[][] { [0], [2, 1], [] }[i]);
        }
    }

    [Fact]
    public void Resolve_EarlierOfAPromptWithoutDemonstrationsBeforeIt_IsNothing()
    {
        var batch = Batch.Of(TinyBatch.Prompts(2, demonstrations: 1, labels: 2));
        foreach (var positions in new[] { Positions.EarlierLabel, Positions.EarlierPreLabel, Positions.EarlierDemonstrations(), Positions.EarlierDemonstrations(3) })
            positions.Resolve(batch).Should().OnlyContain(list => list.IsEmpty);
        FluentActions.Invoking(() => Positions.EarlierDemonstrations(-1)).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void Resolve_ListThatDoesNotFit_Throws()
    {
        var batch = TinyBatch.Padded();
        FluentActions.Invoking(() => Positions.At([[0], [0]]).Resolve(batch)).Should().Throw<ArgumentException>().WithMessage("*2 prompts*3*");
        FluentActions.Invoking(() => Positions.At([[0], [-1], [0]]).Resolve(batch)).Should().Throw<ArgumentException>().WithMessage("*-1 of prompt 1*0..8*");
        FluentActions.Invoking(() => Positions.At([[5], [0], [0]]).Resolve(batch)).Should().Throw<ArgumentException>("padding is no token").WithMessage("*5 of prompt 0*0..4*");
    }

    [Fact]
    public void Resolve_PreLabelOfBareTokens_ThrowsAndSaysWhatToDo()
    {
        FluentActions.Invoking(() => Positions.PreLabel.Resolve(TinyBatch.Padded())).Should().Throw<InvalidOperationException>().WithMessage("*Batch.Of(prompts)*Positions.At*");
        FluentActions.Invoking(() => Positions.LastPreLabel.Resolve(TinyBatch.Padded())).Should().Throw<InvalidOperationException>();
        var unlabelled = TinyBatch.Prompts(1, 2, 2)[0] with { PreLabel = [] };
        FluentActions.Invoking(() => Positions.LastPreLabel.Resolve(Batch.Of([unlabelled]))).Should().Throw<InvalidOperationException>().WithMessage("*Prompt 0*");
    }

    [Fact]
    public void Marks_OfTheUsersOwn_AreFoundByName()
    {
        var batch = Batch.Of([new MarkedTokens(TinyBatch.Tokens(5, 1)).With("subject", 1, 2), new MarkedTokens(TinyBatch.Tokens(7, 2)).With("subject", 4)]);
        Positions.Marked("subject").Resolve(batch).Select(list => list.ToArray()).Should().BeEquivalentTo([[1, 2], new[] { 4 }], options => options.WithStrictOrdering());
        Positions.LastMarked("subject").Resolve(batch).Select(list => list.Single()).Should().Equal(2, 4);
        FluentActions.Invoking(() => Positions.Marked("object").Resolve(batch)).Should().Throw<InvalidOperationException>().WithMessage("*Prompt 0*'object'*its marks are 'subject'*");
        FluentActions.Invoking(() => Positions.LastMarked("none").Resolve(Batch.Of([new MarkedTokens([1]).With("none")]))).Should().Throw<InvalidOperationException>().WithMessage("*marks no token as 'none'*");
        FluentActions.Invoking(() => Batch.Of([new MarkedTokens([1, 2]).With("far", 2)])).Should().Throw<ArgumentException>().WithMessage("*token 2 as 'far'*0..1*");
        foreach (var positions in new[] { Positions.Marked("subject"), Positions.LastMarked("subject"), Positions.Marked(Mark.Label), Positions.LastMarked(Mark.Label), Positions.PreLabel, Positions.LastPreLabel })
            Positions.Parse(positions.ToString()).Should().Be(positions);
        Positions.Marked("subject").ToString().Should().Be("mark:subject");
    }

    /// <summary>A list belongs to a prompt of the set, not to a row of a batch.</summary>
    [Fact]
    public void At_PartOfASet_TakesThePromptsOwnList()
    {
        var set = TinyBatch.Padded().Sequences;
        Positions.At([[0], [1, 8], [2]]).Resolve(Batch.Of(set, [2, 1])).Select(list => string.Join(" ", list)).Should().Equal("2", "1 8");
        FluentActions.Invoking(() => Positions.At([[0], [1]]).Resolve(Batch.Of(set, [1, 0]))).Should().Throw<ArgumentException>().WithMessage("*2 prompts, the set has 3*");
        FluentActions.Invoking(() => Batch.Of(set, [3])).Should().Throw<ArgumentOutOfRangeException>().WithMessage("*0..2*");
    }
}
