using Interp.Core.Prompts;

namespace Interp.Core.Tests.Prompts;

/// <summary>The paper's sums agree with the offsets where its premises hold, and only there.</summary>
public sealed class PublishedPositionsTests
{
    private static readonly Protocol Counted = Protocol.Corrected with { PositionsFromTokenCounts = true };

    [Fact]
    public void Build_SeparatorOfTwoTokens_AgreesWithOffsets()
    {
        var builder = new PromptBuilder(Toys.Examples(3, 30), Toys.Format(3, "Q: {}\nA: {}.", "Choose."), PatternTokenizer.PairedLines);
        var options = Toys.Options();
        var found = Toys.Both(builder.Build(options));
        var counted = Toys.Both(builder.Build(options with { Protocol = Counted }));
        counted.Select(prompt => string.Join(' ', prompt.PreLabel)).Should().Equal(found.Select(prompt => string.Join(' ', prompt.PreLabel)));
        counted.SelectMany(prompt => prompt.LabelSpans).Should().Equal(found.SelectMany(prompt => prompt.LabelSpans));
    }

    [Fact]
    public void Build_DemonstrationsBeginWithSpace_AreOneTooHighAfterEachOfThem()
    {
        var rows = Toys.Examples(Toys.Examples(2, 20).Rows.Select(row => row with { Fields = [" " + row.Fields[0]] }));
        var builder = new PromptBuilder(rows, Toys.Format(2), PatternTokenizer.PairedLines);
        var options = Toys.Options(demonstrations: 2, count: 1);
        var found = builder.Build(options).Pairs[0].Correct.PreLabel;
        var counted = builder.Build(options with { Protocol = Counted }).Pairs[0].Correct.PreLabel;
        counted.Zip(found, (sum, offset) => sum - offset).Should().Equal(0, 1);
    }

    [Fact]
    public void Build_SumsRunPastTheEnd_NamesTheNumbers()
    {
        var rows = Toys.Examples(Toys.Examples(2, 20).Rows.Select(row => row with { Fields = [" " + row.Fields[0]] }));
        var builder = new PromptBuilder(rows, Toys.Format(2), PatternTokenizer.PairedLines);
        FluentActions.Invoking(() => builder.Build(Toys.Options() with { Protocol = Counted }))
            .Should().Throw<ArgumentException>().WithMessage("*put a prediction at token * of a prompt of *");
    }

    [Fact]
    public void Build_BeginningOfSequence_Throws() =>
        FluentActions.Invoking(() => new PromptBuilder(Toys.Examples(2, 20), Toys.Format(2), PatternTokenizer.Words(1)).Build(Toys.Options() with { Protocol = Counted }))
            .Should().Throw<ArgumentException>().WithMessage("*beginning-of-sequence*PositionsFromTokenCounts*");
}
