using Interp.Core.Prompts;
using Interp.Core.Tokens;

namespace Interp.Core.Tests.Prompts;

public sealed class PromptComposerTests
{
    [Theory]
    [InlineData(null)]
    [InlineData(7)]
    public void Compose_LabelsOfSeveralTokens_FindsThem(int? first)
    {
        var lead = first is null ? 0 : 1;
        var format = new PromptFormat(["not sure", "yes"], "{}: {}.", "Say.");
        var prompt = new PromptComposer(PatternTokenizer.Words(first)).Compose(
            format.Narrative,
            [format.Write(new Example(["a b"], 0), 0), format.Write(new Example(["c"], 1), 1)]);

        // Say . \n\n a _b : _not _sure . \n\n c : _yes .
        prompt.Text.Should().Be("Say.\n\na b: not sure.\n\nc: yes.");
        prompt.PreLabel.Should().Equal(5 + lead, 11 + lead);
        prompt.LabelSpans.Should().Equal(new TokenSpan(6 + lead, 8 + lead), new TokenSpan(12 + lead, 13 + lead));
        prompt.Tokens.Should().HaveCount(14 + lead);
        if (first is not null)
            prompt.Tokens[0].Should().Be(7);
    }

    [Fact]
    public void Compose_DemonstrationBeginsWithSpace_PositionsStayRight()
    {
        var format = Toys.Format(2);
        var prompt = new PromptComposer(PatternTokenizer.Words()).Compose("", [.. new[] { "a", " b", "  c" }.Select(text => format.Write(new Example([text], 0), 0))]);
        foreach (var at in prompt.PreLabel)
            prompt.Tokens[at].Should().Be(PatternTokenizer.Id(":"));
    }

    [Fact]
    public void Compose_LabelWordInTheTextToo_TakesTheLabel()
    {
        var format = Toys.Format(2);
        var prompt = new PromptComposer(PatternTokenizer.Words()).Compose("", [format.Write(new Example(["see label1: label1. label1"], 0), 1)]);

        // see _label1 : _label1 . _label1 : _label1 .
        prompt.PreLabel.Should().Equal(6);
    }

    [Fact]
    public void Compose_TokenizerMergesLabelWithWhatFollows_Throws()
    {
        // No mark stands after the label: the word token goes on.
        var format = new PromptFormat(["yes", "no"], "{}: {}ish.");
        FluentActions.Invoking(() => new PromptComposer(PatternTokenizer.Words()).Compose("", [format.Write(new Example(["a"], 0), 0)]))
            .Should().Throw<ArgumentException>().WithMessage("*\"a: yesish.\"*label \"yes\"*merges it*Use another format*");
    }

    [Fact]
    public void Compose_NoSpaceBeforeLabel_Throws() =>
        FluentActions.Invoking(() => new PromptComposer(PatternTokenizer.Words()).Compose("", [new Demonstration("a:yes.", new CharSpan(2, 5), 0, 0)]))
            .Should().Throw<ArgumentException>().WithMessage("Demonstration 0 has no space before its label \"yes\"*");

    [Fact]
    public void Compose_LabelAtTheStart_Throws() =>
        FluentActions.Invoking(() => new PromptComposer(PatternTokenizer.Words()).Compose("", [new Demonstration(" yes.", new CharSpan(1, 4), 0, 0)]))
            .Should().Throw<ArgumentException>().WithMessage("*very start*");

    [Fact]
    public void Compose_NoDemonstrations_Throws() =>
        FluentActions.Invoking(() => new PromptComposer(PatternTokenizer.Words()).Compose("Say.", [])).Should().Throw<ArgumentException>();

    [Fact]
    public void ScoredTokens_LabelsWithACommonFirstToken_NamesBoth() =>
        FluentActions.Invoking(() => new PromptComposer(PatternTokenizer.Words()).ScoredTokens(["not sure", "yes", "not at all"]))
            .Should().Throw<ArgumentException>().WithMessage("Labels \"not sure\" and \"not at all\" both begin with token * (\"#*\") of this tokenizer*");

    [Fact]
    public void LabelTokens_Label_AreThoseAfterASpace() =>
        new PromptComposer(PatternTokenizer.Words()).LabelTokens("not sure").Should().Equal(PatternTokenizer.Id(" not"), PatternTokenizer.Id(" sure"));
}
