using CsCheck;
using Interp.Core.Tokens;

namespace Interp.Models.Tests.Tokenizers;

public class SpanTests
{
    [Theory]
    [InlineData("gpt2")]
    [InlineData("neox")]
    [InlineData("llama")]
    [InlineData("smollm")]
    public void Encode_AnyText_SpansCoverItInOrder(string family)
    {
        var tokenizer = TokenizerReference.Tokenizer(family);

        Texts.Any.Sample(text => CoverInOrder(text, tokenizer.Encode(text)), iter: 2_000);
    }

    [Theory]
    [InlineData("gpt2")]
    [InlineData("smollm")]
    public void Encode_ByteLevel_SpanHoldsWhatTheTokenSays(string family)
    {
        var tokenizer = TokenizerReference.Tokenizer(family);

        Texts.Any.Sample(text => SpansHoldTheirTokens(tokenizer, text), iter: 1_000);
    }

    [Fact]
    public void Encode_EmojiOfSeveralTokens_EachCoversTheWholeCharacter()
    {
        var tokens = TokenizerReference.Tokenizer("gpt2").Encode("a 🦙b");

        tokens.Spans.Should().Equal(
            new CharSpan(0, 1), new CharSpan(1, 4), new CharSpan(2, 4), new CharSpan(2, 4), new CharSpan(4, 5));
    }

    [Fact]
    public void Encode_NeoXComposes_SpanCoversThePartsInTheInput()
    {
        var tokens = TokenizerReference.Tokenizer("neox").Encode("cafe\u0301 x");

        tokens.Ids.Should().Equal(TokenizerReference.Tokenizer("neox").Encode("café x").Ids);
        tokens.Spans[^1].Should().Be(new CharSpan(5, 7));
        tokens.Spans[^2].End.Should().Be(5);
    }

    [Fact]
    public void Encode_NeoXSpaces_AddedTokenCoversItsSpaces()
    {
        var tokens = TokenizerReference.Tokenizer("neox").Encode("e\u0301   x");

        tokens.Ids.Should().Contain(50275);
        tokens.Spans[tokens.Ids.IndexOf(50275)].Should().Be(new CharSpan(2, 5));
    }

    [Fact]
    public void Encode_Llama_InventedBoundaryCoversNothing()
    {
        var llama = TokenizerReference.Tokenizer("llama");

        llama.Encode("Hello world").Spans.Should().Equal(new CharSpan(0, 5), new CharSpan(5, 11));
        llama.Encode("\n").Spans.Should().Equal(new CharSpan(0, 0), new CharSpan(0, 1));
    }

    [Theory]
    [MemberData(nameof(ReferenceParityTests.Families), MemberType = typeof(ReferenceParityTests))]
    public void Encode_ReferenceTexts_SpansCoverThemInOrder(string family)
    {
        var tokenizer = TokenizerReference.ReferenceTokenizer(family);

        TokenizerReference.ReferenceTexts.Where(text => !CoverInOrder(text, tokenizer.Encode(text))).Should().BeEmpty();
    }

    private static bool CoverInOrder(string text, TokenizedText tokens)
    {
        if (tokens.Ids.Length != tokens.Spans.Length) return false;
        var last = new CharSpan(0, 0);
        foreach (var span in tokens.Spans)
        {
            if (span.Start < last.Start || span.Start > last.End || span.End < last.End || span.End < span.Start) return false;
            last = span;
        }
        return last.End == text.Length;
    }

    private static bool SpansHoldTheirTokens(ITokenizer tokenizer, string text)
    {
        var tokens = tokenizer.Encode(text);
        for (int i = 0; i < tokens.Count; i++)
        {
            string token = tokenizer.Decode([tokens.Ids[i]]);
            var span = tokens.Spans[i];
            if (!token.Contains('\uFFFD', StringComparison.Ordinal) && text[span.Start..span.End] != token) return false;
        }
        return true;
    }
}
