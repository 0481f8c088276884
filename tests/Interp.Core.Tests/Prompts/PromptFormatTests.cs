using Interp.Core.Prompts;

namespace Interp.Core.Tests.Prompts;

public sealed class PromptFormatTests
{
    [Fact]
    public void Write_TwoFields_FillsSlotsInOrder()
    {
        var format = new PromptFormat(["True", "False"], "{}.\nquestion: {}. True or False?\nThe answer is: {}.");
        var written = format.Write(new Example(["a {} b", "c"], 0), 1);
        written.Text.Should().Be("a {} b.\nquestion: c. True or False?\nThe answer is: False.");
        written.LabelText.Should().Be("False");
        written.Label.Start.Should().Be(written.Text.LastIndexOf("False", StringComparison.Ordinal));
        (written.Class, written.Shown).Should().Be((0, 1));
    }

    [Theory]
    [InlineData("no slots", "*has 0 of the slots*")]
    [InlineData("only {}.", "*has 1 of the slots*")]
    [InlineData("{}:{}.", "*no space before its last slot*")]
    public void Constructor_BadTemplate_Throws(string template, string message) =>
        FluentActions.Invoking(() => new PromptFormat(["a", "b"], template)).Should().Throw<ArgumentException>().WithMessage(message);

    [Theory]
    [InlineData("a")]
    [InlineData("a", "a")]
    [InlineData("a", "")]
    [InlineData("a", " b")]
    public void Constructor_BadLabels_Throws(params string[] labels) =>
        FluentActions.Invoking(() => new PromptFormat([.. labels], "{}: {}.")).Should().Throw<ArgumentException>();

    [Fact]
    public void Write_WrongNumberOfFields_Throws() =>
        FluentActions.Invoking(() => Toys.Format(2).Write(new Example(["a", "b"], 0), 0)).Should().Throw<ArgumentException>().WithMessage("*has 2 fields*slots for 1*");

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    public void Write_NoSuchLabel_Throws(int shown) =>
        FluentActions.Invoking(() => Toys.Format(2).Write(new Example(["a"], 0), shown)).Should().Throw<ArgumentOutOfRangeException>();

    [Fact]
    public void Example_NoFields_Throws() =>
        FluentActions.Invoking(() => new Example([], 0)).Should().Throw<ArgumentException>();

    [Fact]
    public void Example_SameFieldsAndClass_AreEqual()
    {
        new Example(["a", "b"], 1).Should().Be(new Example(["a", "b"], 1));
        new Example(["a", "b"], 1).Should().NotBe(new Example(["a", "b"], 0)).And.NotBe(new Example(["a", "c"], 1));
    }
}
