using CsCheck;
using Interp.Models.Tokenizers.Text;

namespace Interp.Models.Tests.Tokenizers.Text;

public class NormalFormCTests
{
    [Theory]
    [InlineData("e\u0301", "\u00E9")]
    [InlineData("o\u0323\u0302", "\u1ED9")]
    [InlineData("o\u0302\u0323", "\u1ED9")]
    [InlineData("\u1112\u1161\u11AB", "\uD55C")]
    [InlineData("\uD558\u11AB", "\uD55C")]
    [InlineData("\uD55C\u11AB", "\uD55C\u11AB")]
    [InlineData("\u212B", "\u00C5")]
    [InlineData("\u0958", "\u0915\u093C")]
    [InlineData("\u0344", "\u0308\u0301")]
    [InlineData("\u0301e", "\u0301e")]
    [InlineData("a\u0301\u0301", "\u00E1\u0301")]
    [InlineData("a\u0305\u0301", "a\u0305\u0301")]
    [InlineData("a\u0323\u0301b", "\u1EA1\u0301b")]
    [InlineData("a\u0F71\u0301", "\u00E1\u0F71")]
    [InlineData("\U0001D15E", "\U0001D157\U0001D165")]
    [InlineData("\U00011099\U000110BA", "\U0001109A")]
    [InlineData("\uFB1D", "\u05D9\u05B4")]
    [InlineData("\u2126", "\u03A9")]
    [InlineData("\u1EBF", "\u1EBF")]
    [InlineData("\uFB01", "\uFB01")]
    public void Normalize_KnownCases_GivesNormalForm(string text, string expected) =>
        NormalFormC.Normalize(text).Should().Be(expected);

    [Fact]
    public void Normalize_Twice_ChangesNothingMore() => Texts.Any.Sample(
        text => NormalFormC.Normalize(NormalFormC.Normalize(text)) == NormalFormC.Normalize(text), iter: 2_000);

    [Fact]
    public void Normalize_ManyMarksOnOneLetter_EndsSoon()
    {
        string marks = string.Concat(Enumerable.Repeat("\u0301\u0323", 50_000));

        NormalFormC.Normalize("e" + marks).Should().StartWith("\u1EB9\u0323").And.HaveLength(100_000);
    }
}
