using Interp.Models.Tokenizers;

namespace Interp.Models.Tests.Tokenizers;

public class TokenizerCheckTests
{
    [Theory]
    [InlineData(50257)]
    [InlineData(50400)]
    public void Fits_ModelHasARowForEveryToken_Passes(int rows)
    {
        var check = () => TokenizerCheck.Fits(TokenizerReference.Tokenizer("gpt2"), rows);

        check.Should().NotThrow();
    }

    [Fact]
    public void Fits_ModelIsSmaller_NamesBothNumbers()
    {
        var check = () => TokenizerCheck.Fits(TokenizerReference.Tokenizer("gpt2"), 50256);

        check.Should().Throw<InvalidDataException>().WithMessage("*50257 tokens*50256*");
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
