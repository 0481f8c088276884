using Interp.Core.Tokens;
using Interp.Models.Tokenizers;

namespace Interp.Models.Tests.Tokenizers;

public class ReferenceParityTests
{
    public static TheoryData<string> Families => [.. TokenizerReference.ReferenceFamilies];

    [Theory]
    [MemberData(nameof(Families))]
    public void Encode_ReferenceTexts_GivesReferenceIds(string family)
    {
        var tokenizer = TokenizerReference.ReferenceTokenizer(family);

        Mismatches(tokenizer, TokenizerReference.ReferenceTexts, TokenizerReference.ReferenceIds(family)).Should().BeEmpty();
    }

    [Fact]
    public void Copies_OfTheTexts_AreAll() => TokenizerReference.Texts.Should().HaveCount(484);

    [Fact]
    public void Encode_Gpt2FromPair_GivesReferenceIds()
    {
        using var folder = new TemporaryFolder();
        TokenizerReference.Extract("gpt2_vocab.json", folder.File("vocab.json"));
        TokenizerReference.Extract("gpt2_merges.txt", folder.File("merges.txt"));

        var tokenizer = PretrainedTokenizer.FromFolder(folder.Path);

        Mismatches(tokenizer, TokenizerReference.Texts, TokenizerReference.Expected("gpt2")).Should().BeEmpty();
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
    private static List<string> Mismatches(ITokenizer tokenizer, string[] texts, int[][] expected)
    {
        texts.Should().HaveSameCount(expected).And.NotBeEmpty();
        int[] beginning = tokenizer.BeginningOfSequence is { } id ? [id] : [];
        return [.. texts.Where((text, i) => !beginning.Concat(tokenizer.Encode(text).Ids).SequenceEqual(expected[i]))];
    }
}
