using CsCheck;

namespace Interp.Models.Tests;

public sealed class TinyTokenizerTests
{
    [Fact]
    public void Encode_EachDefaultWordAfterASpace_IsOneTokenOfItsOwn()
    {
        var tokenizer = TinyTokenizer.Create(TinyTokenizer.DefaultWords);
        var ids = TinyTokenizer.DefaultWords.Select(word => tokenizer.Encode(" " + word).Ids).ToArray();

        ids.Should().OnlyContain(tokens => tokens.Length == 1);
        ids.Select(tokens => tokens[0]).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void Encode_WordsOneOfWhichBeginsTheOther_GivesTheWholeWordEachTime()
    {
        var tokenizer = TinyTokenizer.Create(["sports", "sport", "sp"]);

        var tokens = tokenizer.Encode("a sport: sports sp");
        tokens.Spans.Select(span => "a sport: sports sp"[span.Start..span.End]).Should().Equal("a", " sport", ":", " sports", " sp");
    }

    [Fact]
    public void Encode_AnyText_DecodesToItself()
    {
        var tokenizer = TinyTokenizer.Create(TinyTokenizer.DefaultWords);
        Gen.String.Where(text => !text.Any(char.IsSurrogate)).Sample(text => tokenizer.Decode(tokenizer.Encode(text).Ids) == text, iter: 2000);
    }

    [Fact]
    public void Encode_EndOfText_IsOneToken()
    {
        var tokenizer = TinyTokenizer.Create(["no"], addsBeginningOfSequence: true);
        tokenizer.Encode("<|endoftext|>").Ids.Should().Equal(tokenizer.BeginningOfSequence!.Value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData(" spaced")]
    [InlineData("plant/vegetable")]
    [InlineData("a1")]
    public void Create_NotOneWord_Throws(string word)
    {
        var create = () => TinyTokenizer.Create([word]);
        create.Should().Throw<ArgumentException>().WithMessage($"*'{word}'*");
    }

    [Fact]
    public void Create_WordsBeyondAscii_AreOneTokenEach()
    {
        var tokenizer = TinyTokenizer.Create(["schön", "да", "日本"]);
        tokenizer.Encode(" schön да 日本").Count.Should().Be(3);
    }
}
