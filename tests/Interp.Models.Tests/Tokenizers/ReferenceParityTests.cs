using Interp.Core.Tokens;
using Interp.Models.Tokenizers;

namespace Interp.Models.Tests.Tokenizers;

public class ReferenceParityTests
{
    [Theory]
    [InlineData("gpt2")]
    [InlineData("neox")]
    [InlineData("llama")]
    [InlineData("smollm")]
    public void Encode_ReferenceTexts_GivesReferenceIds(string family)
    {
        var tokenizer = TokenizerReference.Tokenizer(family);

        Mismatches(tokenizer, TokenizerReference.Expected(family)).Should().BeEmpty();
    }

    [Fact]
    public void Encode_Gpt2FromPair_GivesReferenceIds()
    {
        using var folder = new TemporaryFolder();
        TokenizerReference.Extract("gpt2_vocab.json", folder.File("vocab.json"));
        TokenizerReference.Extract("gpt2_merges.txt", folder.File("merges.txt"));

        var tokenizer = PretrainedTokenizer.FromFolder(folder.Path);

        Mismatches(tokenizer, TokenizerReference.Expected("gpt2")).Should().BeEmpty();
    }

    [Theory]
    [InlineData("gpt2", 50257, null)]
    [InlineData("neox", 50281, null)]
    [InlineData("llama", 32000, 1)]
    [InlineData("smollm", 49152, null)]
    public void FromFolder_ReferenceFile_HasItsSizeAndFirstToken(string family, int size, int? beginning)
    {
        var tokenizer = TokenizerReference.Tokenizer(family);

        tokenizer.VocabularySize.Should().Be(size);
        tokenizer.BeginningOfSequence.Should().Be(beginning);
    }

    /// <summary>Texts whose ids differ from the expected ones, which begin with the token that the model expects.</summary>
    private static List<string> Mismatches(ITokenizer tokenizer, int[][] expected)
    {
        TokenizerReference.Texts.Should().HaveCount(484);
        int[] beginning = tokenizer.BeginningOfSequence is { } id ? [id] : [];
        return [.. TokenizerReference.Texts.Where((text, i) => !beginning.Concat(tokenizer.Encode(text).Ids).SequenceEqual(expected[i]))];
    }
}
