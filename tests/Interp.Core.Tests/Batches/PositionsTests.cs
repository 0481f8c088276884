using CsCheck;
using Interp.Core.Batches;
using Interp.Core.Tests.Tiny;

namespace Interp.Core.Tests.Batches;

public sealed class PositionsTests
{
    public static TheoryData<string> Texts => ["all", "last", "pre-label", "last-pre-label", "[]", "[[]]", "[[3,7],[4]]", "[[0],[],[12,12,1]]"];

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
            Positions.At([[0], [2, 1], []]).Resolve(batch)[i].Should().Equal(new int[][] { [0], [2, 1], [] }[i]);
        }
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
}
