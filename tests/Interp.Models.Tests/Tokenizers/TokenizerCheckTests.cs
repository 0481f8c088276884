using Interp.Models.Tokenizers;

namespace Interp.Models.Tests.Tokenizers;

public class TokenizerCheckTests
{
    [Theory]
    [InlineData(50257)]
    [InlineData(50400)]
    public void Fit_ModelHasARowForEveryToken_LeavesItAsItIs(int rows)
    {
        var tokenizer = TokenizerReference.Tokenizer("gpt2");

        TokenizerCheck.Fit(tokenizer, "tokenizer.json", rows, "config.json").Should().BeSameAs(tokenizer);
    }

    [Fact]
    public void Fit_ModelIsSmaller_NamesBothNumbers()
    {
        var check = () => TokenizerCheck.Fit(TokenizerReference.Tokenizer("gpt2"), "tokenizer.json", 50255, "config.json");

        check.Should().Throw<InvalidDataException>().WithMessage("*tokenizer.json has 50257 tokens*config.json*50255*resize_token_embeddings*");
    }

    [Fact]
    public void Fit_AddedTokenWithoutARow_IsLeftOutAndRefusedInTexts()
    {
        var whole = TokenizerReference.Tokenizer("gpt2");

        var fitted = TokenizerCheck.Fit(whole, "tokenizer.json", 50256, "config.json");

        fitted.VocabularySize.Should().Be(50256);
        fitted.Encode("Hello world").Ids.Should().Equal(whole.Encode("Hello world").Ids);
        fitted.Decode([15496, 995]).Should().Be("Hello world");
        var encode = () => fitted.Encode("Hello<|endoftext|>");
        encode.Should().Throw<ArgumentException>().WithMessage("*'<|endoftext|>', token 50256*no row*");
        var decode = () => fitted.Decode([50256]);
        decode.Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void Fit_BeginningOfSequenceWithoutARow_IsRefused()
    {
        var whole = TinyTokenizer.Load(
            TinyTokenizer.ByteLevel(), """{ "add_bos_token": true, "bos_token": "<end>", "tokenizer_class": "LlamaTokenizer" }""");

        var check = () => TokenizerCheck.Fit(whole, "tokenizer.json", 261, "config.json");

        check.Should().Throw<InvalidDataException>();
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
