using CsCheck;
using Interp.Core.Batches;
using Interp.Core.Tests.Tiny;
using Interp.Core.Tokens;

namespace Interp.Core.Tests.Batches;

public sealed class BatchTests
{
    [Fact]
    public void Group_AnyLengths_EachPromptOnceWithinTheLimit() =>
        Gen.Select(Gen.Int[1, 60].Array[0, 40], Gen.Int[1, 150]).Sample((lengths, maximum) =>
        {
            var groups = Batch.Group(lengths, maximum);
            groups.SelectMany(group => group).Order().Should().Equal(Enumerable.Range(0, lengths.Length));
            foreach (var group in groups)
            {
                group.Should().NotBeEmpty();
                (group.Length == 1 || group.Length * group.Max(i => lengths[i]) <= maximum).Should().BeTrue("only a prompt of its own may exceed the limit");
            }

            groups.SelectMany(group => group).Select(i => lengths[i]).Should().BeInDescendingOrder();
            for (var i = 1; i < groups.Count; i++)
                ((groups[i - 1].Length + 1) * groups[i - 1].Max(index => lengths[index]) > maximum).Should().BeTrue("a batch ends only where the next prompt would not fit");
        }, iter: 300);

    [Fact]
    public void Group_NoRoomAtAll_Throws() =>
        FluentActions.Invoking(() => Batch.Group([1], 0)).Should().Throw<ArgumentOutOfRangeException>();

    [Fact]
    public void Of_Prompts_KeepsTokensAndPreLabels()
    {
        var prompts = TinyBatch.Prompts(4, 3, 2);
        var batch = Batch.Of(prompts);
        batch.Size.Should().Be(4);
        batch.Width.Should().Be(prompts.Max(prompt => prompt.Tokens.Length));
        batch.Rows.Select(row => row.Length).Should().Equal(prompts.Select(prompt => prompt.Tokens.Length));
        batch.Marked(Mark.PreLabel)[2].Should().Equal(prompts[2].PreLabel);
        TinyBatch.Padded().HasMark(Mark.PreLabel).Should().BeFalse();
    }

    [Fact]
    public void Of_NothingOrEmptyPrompts_Throws()
    {
        FluentActions.Invoking(() => Batch.Of(Array.Empty<int[]>())).Should().Throw<ArgumentException>().WithMessage("*at least one prompt*");
        FluentActions.Invoking(() => Batch.Of([1], Array.Empty<int>())).Should().Throw<ArgumentException>().WithMessage("*Prompt 1*no tokens*");
    }

    [Fact]
    public void Of_PreLabelOutsideThePrompt_Throws()
    {
        var prompt = TinyBatch.Prompts(1, 2, 2)[0];
        FluentActions.Invoking(() => Batch.Of([prompt, prompt with { PreLabel = [0, prompt.Tokens.Length] }])).Should().Throw<ArgumentException>().WithMessage("*Prompt 1*");
        FluentActions.Invoking(() => Batch.Of([prompt with { PreLabel = [-1] }])).Should().Throw<ArgumentException>().WithMessage("*-1*");
    }
}
