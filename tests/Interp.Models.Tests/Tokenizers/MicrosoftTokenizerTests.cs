using System.Text.Json;
using System.Text.RegularExpressions;
using Interp.Models.Tokenizers;
using Microsoft.ML.Tokenizers;

namespace Interp.Models.Tests.Tokenizers;

public sealed class MicrosoftTokenizerTests
{
    private const int Gpt2Size = 50257;

    private static readonly Lazy<MicrosoftTokenizer> Gpt2 = new(MakeGpt2);

    [Fact]
    public void Encode_Gpt2_GivesReferenceIds()
    {
        var expected = TokenizerReference.Expected("gpt2");
        TokenizerReference.Texts.Where((text, i) => !Gpt2.Value.Encode(text).Ids.SequenceEqual(expected[i])).Should().BeEmpty();
    }

    [Fact]
    public void Encode_Gpt2_GivesTheSpansOfTheOwnTokenizer()
    {
        var own = TokenizerReference.Tokenizer("gpt2");
        TokenizerReference.Texts.Where(text => !Gpt2.Value.Encode(text).Spans.SequenceEqual(own.Encode(text).Spans)).Should().BeEmpty();
    }

    [Fact]
    public void Decode_Encoded_GivesTheText()
    {
        const string Text = "Sentiment: Positive.\n\nnaïve 😀";
        Gpt2.Value.Decode(Gpt2.Value.Encode(Text).Ids).Should().Be(Text);
    }

    [Fact]
    public void Decode_IdBeyondTheVocabulary_Throws()
    {
        var decode = () => Gpt2.Value.Decode([1, Gpt2Size]);
        decode.Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void Encode_TokenizerThatRewrites_IsRefused()
    {
        var lower = new MicrosoftTokenizer(BpeTokenizer.Create(Options(new LowerCaseNormalizer())), Gpt2Size);
        var encode = () => lower.Encode("Upper");

        encode.Should().Throw<NotSupportedException>().WithMessage("*offsets*");
        lower.Encode("lower").Ids.Should().NotBeEmpty();
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(10, 10)]
    public void Constructor_NumbersThatDoNotFit_Throws(int size, int? beginning)
    {
        var create = () => new MicrosoftTokenizer(BpeTokenizer.Create(Options(normalizer: null)), size, beginning);
        create.Should().Throw<ArgumentOutOfRangeException>();
    }

    private static MicrosoftTokenizer MakeGpt2() => new(BpeTokenizer.Create(Options(normalizer: null)), Gpt2Size);

    private static BpeOptions Options(Normalizer? normalizer)
    {
        using var vocabulary = JsonDocument.Parse(TokenizerReference.ReadText("gpt2_vocab.json"));
        var specials = new Dictionary<string, int> { ["<|endoftext|>"] = 50256 };
        var words = new Regex(@"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+");
        return new BpeOptions(vocabulary.RootElement.EnumerateObject().Select(token => KeyValuePair.Create(token.Name, token.Value.GetInt32())).ToArray())
        {
            ByteLevel = true,
            Merges = TokenizerReference.ReadText("gpt2_merges.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1),
            PreTokenizer = new RegexPreTokenizer(words, specials),
            Normalizer = normalizer,
            SpecialTokens = specials,
        };
    }
}
