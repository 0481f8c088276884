using Interp.Models.Tokenizers;

namespace Interp.Models.Tests.Tokenizers;

public class TokenizerCheckTests
{
    [Theory]
    [InlineData(50257)]
    [InlineData(50400)]
    public void Fits_ModelHasARowForEveryToken_Passes(int rows)
    {
        var check = () => TokenizerCheck.Fits(TokenizerReference.Tokenizer("gpt2"), "tokenizer.json", rows, "config.json");

        check.Should().NotThrow();
    }

    [Fact]
    public void Fits_ModelIsSmaller_NamesBothNumbers()
    {
        var check = () => TokenizerCheck.Fits(TokenizerReference.Tokenizer("gpt2"), "tokenizer.json", 50256, "config.json");

        check.Should().Throw<InvalidDataException>().WithMessage("*tokenizer.json has 50257 tokens*config.json*50256*");
    }

    [Fact]
    public void FromFolder_DecodingChangesThePlainText_IsRefused()
    {
        var file = TinyTokenizer.SentencePiece();
        file["normalizer"]!["normalizers"]![1]!["content"] = "o";

        var load = () => TinyTokenizer.Load(file);

        load.Should().Throw<InvalidDataException>().WithMessage("*does not give back a plain text*");
    }
}
