using System.Text.RegularExpressions;
using CsCheck;
using Interp.Models.Tokenizers.Words;

namespace Interp.Models.Tests.Tokenizers.Words;

public class WordScannerTests
{
    [Fact]
    public void End_Gpt2Words_CutsAsItsPattern() => CutsAs(new Gpt2Words(), Gpt2Words.Pattern);

    [Fact]
    public void End_Cl100kWords_CutsAsItsPattern()
    {
        CutsAs(new Cl100kWords(digits: 3), Cl100kWords.ThreeDigitsPattern);
        CutsAs(new Cl100kWords(digits: 1), Cl100kWords.OneDigitPattern);
    }

    [Fact]
    public void End_Digits_CutsAsTheirPattern()
    {
        CutsAs(new Digits(one: true), @"\p{N}|\P{N}+");
        CutsAs(new Digits(one: false), @"\p{N}+|\P{N}+");
    }

    [Theory]
    [InlineData("𝒳y 𝟙2 😀!", "𝒳y", " 𝟙2", " 😀!")]
    [InlineData("it's'S we'll've  x", "it", "'s", "'", "S", " we", "'ll", "'ve", " ", " x")]
    public void End_Gpt2Words_CutsByCodePoints(string text, params string[] words) =>
        Cut(new Gpt2Words(), text).Should().Equal(words);

    [Theory]
    [InlineData("𝒳y 𝟙234567 😀!\r\n\n x", "𝒳y", " ", "𝟙23", "456", "7", " 😀!\r\n\n", " x")]
    [InlineData("it'S'\u017F 'Tis\t\n  \n\tx", "it", "'S", "'\u017F", " '", "Tis", "\t\n  \n", "\tx")]
    public void End_Cl100kWords_CutsByCodePointsAndFoldsCase(string text, params string[] words) =>
        Cut(new Cl100kWords(digits: 3), text).Should().Equal(words);

    [Fact]
    public void End_BeforeRun_CutsWhereNoTokenOfTheFileGoes()
    {
        CutsAs(new BeforeRun(' '), " *[^ ]+| +");
        Cut(new BeforeRun('▁'), "▁▁a▁bc▁▁▁d▁▁").Should().Equal("▁▁a", "▁bc", "▁▁▁d", "▁▁");
    }

    /// <summary>The platform's regular expressions know no code points beyond the basic plane, so texts stay within it.</summary>
    private static void CutsAs(WordScanner scanner, string pattern)
    {
        var regex = new Regex(pattern, RegexOptions.CultureInvariant);
        Texts.Basic.Sample(
            text => Cut(scanner, text).SequenceEqual(regex.Matches(text).Select(match => match.Value)), iter: 5_000);
    }

    private static List<string> Cut(WordScanner scanner, string text)
    {
        var words = new List<string>();
        for (int start = 0; start < text.Length;)
        {
            int end = scanner.End(text, start);
            words.Add(text[start..end]);
            start = end;
        }
        return words;
    }
}
