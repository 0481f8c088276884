using Interp.Core.Prompts;

namespace Interp.Core.Tests.Prompts;

public sealed class PromptBuilderTests
{
    [Fact]
    public void Build_AnyPair_ShowsTheSameExamplesUnderTrueAndFalseLabels()
    {
        var set = Toys.Build(3, Toys.Options());
        foreach (var pair in set.Pairs)
        {
            pair.Correct.Shown.Should().Equal(pair.Correct.Classes);
            Words(pair.Correct).Should().Equal(Words(pair.False));
            Words(pair.Correct).Should().OnlyHaveUniqueItems();
            Words(pair.Correct).Select(word => word[^1] - '0').Should().Equal(pair.Correct.Classes);
        }
    }

    [Fact]
    public void Build_SameSeed_GivesTheSamePrompts() =>
        Texts(Toys.Build(3, Toys.Options(seed: 4))).Should().Equal(Texts(Toys.Build(3, Toys.Options(seed: 4))));

    [Fact]
    public void Build_OtherSeed_GivesOtherPrompts() =>
        Texts(Toys.Build(3, Toys.Options(seed: 4))).Should().NotIntersectWith(Texts(Toys.Build(3, Toys.Options(seed: 5))));

    [Fact]
    public void Build_MorePrompts_BeginsWithTheSameOnes() =>
        Texts(Toys.Build(3, Toys.Options(count: 30))).Take(10).Should().Equal(Texts(Toys.Build(3, Toys.Options(count: 5))));

    [Fact]
    public void Build_ManyPrompts_DrawClassesAndExamplesUniformly()
    {
        // Classes of 5 and 50 examples are drawn alike, and so are the examples of each.
        var examples = Toys.Examples(Enumerable.Range(0, 55).Select(index => new Example([$"w{index}"], index < 5 ? 0 : 1)));
        var set = new PromptBuilder(examples, Toys.Format(2), PatternTokenizer.Words()).Build(Toys.Options(demonstrations: 1, count: 10_000));
        var counts = set.Pairs.CountBy(pair => Words(pair.Correct).Single()).ToDictionary();

        // Six standard deviations of each count.
        counts.Should().HaveCount(55);
        foreach (var (word, count) in counts)
        {
            var expected = int.Parse(word[1..]) < 5 ? 1000.0 : 100.0;
            ((double)count).Should().BeApproximately(expected, 6 * Math.Sqrt(expected));
        }
    }

    [Fact]
    public void TokensPerExample_KnownFormat_FollowsTheRule()
    {
        // 30 of 300 tokens each, less "label0" (1), "{}: {}." (2, as "{}:" and " {}."), a fourteen-token narrative over 10 (1), and ".\n\n" (2).
        var narrative = "one two three four five six seven eight nine ten eleven twelve thirteen.";
        var builder = new PromptBuilder(Toys.Examples(2, 20), Toys.Format(2, narrative: narrative), PatternTokenizer.Words());
        builder.TokensPerExample(Toys.Options(demonstrations: 10, tokens: 300)).Should().Be(30 - 1 - 2 - 1 - 2);
    }

    [Fact]
    public void Build_ExamplesOfAllLengths_StaysWithinTheTokens()
    {
        var rows = Enumerable.Range(0, 400).Select(index => new Example([string.Join(' ', Enumerable.Repeat($"w{index}", 1 + index % 30))], index % 2));
        foreach (var protocol in new[] { Protocol.Corrected, Protocol.Corrected with { SeparatorCountedTwice = true } })
        {
            var set = new PromptBuilder(Toys.Examples(rows), Toys.Format(2), PatternTokenizer.Words()).Build(Toys.Options(demonstrations: 20, count: 50, tokens: 300) with { Protocol = protocol });
            Toys.Both(set).Should().OnlyContain(prompt => prompt.Tokens.Length <= 300);
            // The budget is used: examples are not all of the shortest kind.
            Toys.Both(set).Average(prompt => prompt.Tokens.Length).Should().BeGreaterThan(200);
        }
    }

    [Fact]
    public void Build_SeparatorCountedTwice_MakesPromptsShorter()
    {
        var rows = Toys.Examples(Enumerable.Range(0, 400).Select(index => new Example([string.Join(' ', Enumerable.Repeat($"w{index}", 1 + index % 30))], index % 2)));
        double Length(Protocol protocol) => Toys.Both(new PromptBuilder(rows, Toys.Format(2), PatternTokenizer.Words())
            .Build(Toys.Options(demonstrations: 20, count: 50, tokens: 300) with { Protocol = protocol })).Average(prompt => prompt.Tokens.Length);
        Length(Protocol.Corrected with { SeparatorCountedTwice = true }).Should().BeLessThan(Length(Protocol.Corrected));
    }

    [Fact]
    public void Build_LabelsOfDifferentLengthsInFewTokens_ShowsTheSameExamplesInEverySetting()
    {
        // The marks of the template are more tokens with words between them than without: prompts outgrow the budget.
        var rows = Enumerable.Range(0, 200).Select(index => new Example([string.Join(' ', Enumerable.Repeat($"w{index}", 1 + index % 10)), $"v{index}"], index % 2));
        var format = new PromptFormat(["yes", "not at all"], "<{}>{}= {}.");
        var builder = new PromptBuilder(Toys.Examples(rows), format, PatternTokenizer.Words());
        for (var seed = 0UL; seed < 20; seed++)
        {
            PromptOptions Options(Setting setting) => Toys.Options(setting, demonstrations: 6, count: 20, seed: seed, tokens: 72);
            var expected = builder.Build(Options(Setting.Permuted)).Prompts(PromptKind.Correct).Select(prompt => prompt.Text).ToArray();
            foreach (var setting in Enum.GetValues<Setting>())
            {
                var set = builder.Build(Options(setting));
                set.Prompts(PromptKind.Correct).Select(prompt => prompt.Text).Should().Equal(expected, $"{setting}, seed {seed}");
                Toys.Both(set).Should().OnlyContain(prompt => prompt.Tokens.Length <= 72);
            }
        }
    }

    [Fact]
    public void Build_FalseLabelsSplitTheTextAroundThem_SaysSo()
    {
        // Ten colons are one token before " no" and ten before " yes"; labels alone are one token each.
        var builder = new PromptBuilder(Toys.Examples(2, 20), new PromptFormat(["no", "yes"], "{}:::::::::: {}."), PatternTokenizer.Splitting);
        FluentActions.Invoking(() => builder.Build(Toys.Options(demonstrations: 1, count: 20, tokens: 10)))
            .Should().Throw<ArgumentException>().WithMessage("toy rows: prompt *: 13 tokens with its false labels, more than 10*raise MaximumTokens*");
    }

    [Fact]
    public void Build_MoreDemonstrationsThanFit_NamesTheNumbers() =>
        FluentActions.Invoking(() => Toys.Build(2, Toys.Options(demonstrations: 100, tokens: 300)))
            .Should().Throw<ArgumentException>().WithMessage("100 demonstrations do not fit in 300 tokens: each has 3, and the format alone takes *");

    [Fact]
    public void Build_TooFewExamplesOfAClass_NamesClassAndWayOut()
    {
        var examples = Toys.Examples(Enumerable.Range(0, 12).Select(index => new Example([$"w{index}"], index < 2 ? 1 : 0)));
        var builder = new PromptBuilder(examples, Toys.Format(2), PatternTokenizer.Words());
        FluentActions.Invoking(() => builder.Build(Toys.Options(demonstrations: 12, count: 1)))
            .Should().Throw<ArgumentException>().WithMessage("toy rows: prompt 0 could not be drawn*no unused example of class * distinct examples)*budget is * tokens*Ask for fewer demonstrations*");
    }

    [Fact]
    public void Build_OnlyLongExamples_NamesClassAndWayOut()
    {
        var rows = Enumerable.Range(0, 20).Select(index => new Example([string.Join(' ', Enumerable.Repeat($"w{index}", 100))], index % 2));
        var builder = new PromptBuilder(Toys.Examples(rows), Toys.Format(2), PatternTokenizer.Words());
        FluentActions.Invoking(() => builder.Build(Toys.Options(demonstrations: 8, tokens: 400)))
            .Should().Throw<ArgumentException>().WithMessage("*no unused example of class*raise MaximumTokens*");
    }

    [Fact]
    public void Constructor_ClassWithoutExamples_Throws() =>
        FluentActions.Invoking(() => new PromptBuilder(Toys.Examples(2, 5), Toys.Format(3), PatternTokenizer.Words()))
            .Should().Throw<ArgumentException>().WithMessage("toy rows has no example of class 2 (\"label2\")*");

    [Fact]
    public void Build_ExamplesOfAnUnlabelledClass_NeverShowsThem()
    {
        var set = new PromptBuilder(Toys.Examples(3, 20), Toys.Format(2), PatternTokenizer.Words()).Build(Toys.Options());
        Toys.Both(set).SelectMany(prompt => prompt.Classes).Should().NotContain(2);
    }

    [Fact]
    public void Constructor_OtherNumberOfFields_Throws() =>
        FluentActions.Invoking(() => new PromptBuilder(Toys.Examples(2, 5), Toys.Format(2, "{} {}: {}."), PatternTokenizer.Words()))
            .Should().Throw<ArgumentException>().WithMessage("*examples of 1 fields*slots for 2*");

    [Theory]
    [InlineData(0, 5, 400)]
    [InlineData(5, 0, 400)]
    [InlineData(5, 5, 0)]
    public void Build_NumbersBelowOne_Throws(int demonstrations, int count, int tokens) =>
        FluentActions.Invoking(() => Toys.Build(2, Toys.Options(demonstrations: demonstrations, count: count, tokens: tokens)))
            .Should().Throw<ArgumentOutOfRangeException>();

    [Fact]
    public void Build_NoSuchSetting_Throws() =>
        FluentActions.Invoking(() => Toys.Build(2, Toys.Options((Setting)99))).Should().Throw<ArgumentOutOfRangeException>();

    [Fact]
    public void Build_LabelSharesItsText_DoesNotRepeatIt()
    {
        // One text in two classes counts as one example within a prompt.
        var rows = Enumerable.Range(0, 20).SelectMany(index => new[] { new Example([$"w{index}"], 0), new Example([$"w{index}"], 1) });
        var set = new PromptBuilder(Toys.Examples(rows), Toys.Format(2), PatternTokenizer.Words()).Build(Toys.Options(demonstrations: 12));
        Toys.Both(set).Should().OnlyContain(prompt => Words(prompt).Distinct().Count() == 12);
    }

    private static IEnumerable<string> Texts(PromptSet set) => Toys.Both(set).Select(prompt => prompt.Text);

    private static IEnumerable<string> Words(Prompt prompt) => prompt.Text.Split(PromptComposer.Separator).Select(line => line.Split(':')[0]);
}
