using CsCheck;
using Interp.Models.Tokenizers.Text;

namespace Interp.Models.Tests.Tokenizers;

public class RoundTripTests
{
    [Theory]
    [InlineData("gpt2")]
    [InlineData("smollm")]
    public void Decode_ByteLevel_GivesTextBack(string family)
    {
        var tokenizer = TokenizerReference.Tokenizer(family);

        Texts.Any.Sample(text => tokenizer.Decode(tokenizer.Encode(text).Ids) == text, iter: 2_000);
    }

    [Fact]
    public void Decode_NeoX_GivesNormalFormCBack()
    {
        var tokenizer = TokenizerReference.Tokenizer("neox");

        Texts.Any.Sample(text => tokenizer.Decode(tokenizer.Encode(text).Ids) == NormalFormC.Normalize(text), iter: 2_000);
    }

    [Fact]
    public void Decode_Llama_GivesTextWithoutSpecialsBack()
    {
        var tokenizer = TokenizerReference.Tokenizer("llama");

        Texts.Plain.Sample(text => tokenizer.Decode(tokenizer.Encode(text).Ids) == text, iter: 2_000);
    }

    [Fact]
    public void Decode_LlamaSpecialInside_PutsTheBoundaryOfTheNextPieceAsASpace()
    {
        var tokenizer = TokenizerReference.Tokenizer("llama");

        tokenizer.Decode(tokenizer.Encode("a<s>b").Ids).Should().Be("a<s> b");
    }

    [Fact]
    public void Decode_HalfAnEmoji_GivesReplacementCharacters()
    {
        var gpt2 = TokenizerReference.Tokenizer("gpt2");
        var llama = TokenizerReference.Tokenizer("llama");

        gpt2.Decode([.. gpt2.Encode("😀").Ids.Take(1)]).Should().Be("\uFFFD");
        llama.Decode([3 + 0xF0, 3 + 0x9F]).Should().Be("\uFFFD\uFFFD");
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(50257)]
    public void Decode_IdOutsideTheVocabulary_Throws(int id)
    {
        var tokenizer = TokenizerReference.Tokenizer("gpt2");

        var decode = () => tokenizer.Decode([id]);

        decode.Should().Throw<ArgumentOutOfRangeException>().WithMessage("*0 to 50256*");
    }

    [Fact]
    public void Encode_LoneSurrogate_ReadsAsReplacementCharacter()
    {
        var tokenizer = TokenizerReference.Tokenizer("gpt2");

        tokenizer.Encode("a\uD83Db").Ids.Should().Equal(tokenizer.Encode("a\uFFFDb").Ids);
    }

    [Fact]
    public void Encode_ByteWithoutToken_IsLeftOut()
    {
        var tokenizer = TokenizerReference.Tokenizer("smollm");

        tokenizer.Encode("!\u0004!").Ids.Should().Equal(tokenizer.Encode("!!").Ids);
    }
}
