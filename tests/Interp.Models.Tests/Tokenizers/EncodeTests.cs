using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CsCheck;
using Interp.Models.Tokenizers.Bpe;
using Interp.Models.Tokenizers.Words;
using Microsoft.ML.Tokenizers;

namespace Interp.Models.Tests.Tokenizers;

public class EncodeTests
{
    [Fact]
    public void Encode_BasicPlane_EqualsMicrosoftTokenizers()
    {
        var tokenizer = TokenizerReference.Tokenizer("gpt2");
        var other = MicrosoftGpt2();

        Texts.Basic.Sample(text => tokenizer.Encode(text).Ids.SequenceEqual(other.EncodeToIds(text)), iter: 2_000);
    }

    [Theory]
    [InlineData("gpt2", "<|endoftext|>", 50256)]
    [InlineData("neox", "<|endoftext|>", 0)]
    [InlineData("neox", "assistant", 50279)]
    [InlineData("llama", "</s>", 2)]
    [InlineData("smollm", "<|im_end|>", 2)]
    public void Encode_SpecialBetweenTexts_PartsThem(string family, string special, int id)
    {
        var tokenizer = TokenizerReference.Tokenizer(family);

        Texts.Plain.Select(Texts.Plain).Sample(
            (left, right) => tokenizer.Encode(left + special + right).Ids.SequenceEqual(
                [.. tokenizer.Encode(left).Ids, id, .. tokenizer.Encode(right).Ids]),
            iter: 500);
    }

    [Theory]
    [InlineData("gpt2")]
    [InlineData("neox")]
    [InlineData("llama")]
    [InlineData("smollm")]
    public void Encode_EmptyText_GivesNothing(string family) =>
        TokenizerReference.Tokenizer(family).Encode("").Count.Should().Be(0);

    /// <summary>A merge that joins two words ("o", "▁") forbids to cut between them; words seen before give what they gave.</summary>
    [Theory]
    [InlineData("o hello", "▁", "o▁", "hel", "lo")]
    [InlineData("hello", "▁hello")]
    public void Encode_MergeAcrossASpace_IsMade(string text, params string[] expected)
    {
        var file = TinyTokenizer.SentencePiece();
        var vocabulary = (JsonObject)file["model"]!["vocab"]!;
        foreach (var token in new[] { "o▁", "hel" })
            vocabulary.Add(token, vocabulary.Count);
        var merges = (JsonArray)file["model"]!["merges"]!;
        merges.Insert(0, new JsonArray("o", "▁"));
        merges.Add(new JsonArray("h", "el"));
        ((JsonArray)file["added_tokens"]!)[0]!["id"] = vocabulary.Count;
        var tokenizer = TinyTokenizer.Load(file);
        var names = vocabulary.ToDictionary(pair => (int)pair.Value!, pair => pair.Key);
        for (int again = 0; again < 2; again++)
            tokenizer.Encode(text).Ids.Select(id => names[id]).Should().Equal(expected);
    }

    [Fact]
    public void Cuts_SpacesThatAreBytes_AreNowhere()
    {
        string[] bytes = [.. Enumerable.Range(0, 256).Select(SentencePieceModel.ByteToken)];
        Vocabulary Of(params string[] tokens) => new([.. tokens], tokens.Index().ToDictionary(token => token.Item, token => token.Index));
        new SentencePieceModel(Of(bytes), new MergeTable(1), stripsLeadingSpace: false).Cuts.Should().BeNull("a merge of bytes may reach across them");
        new SentencePieceModel(Of([.. bytes, "▁"]), new MergeTable(1), stripsLeadingSpace: false).Cuts.Should().NotBeNull();
    }

    [Fact]
    public void Encode_FromManyThreads_GivesTheSame()
    {
        var tokenizer = TokenizerReference.Tokenizer("llama");
        var expected = TokenizerReference.Texts.Select(text => tokenizer.Encode(text).Ids).ToArray();

        var found = TokenizerReference.Texts.AsParallel().AsOrdered().WithDegreeOfParallelism(4)
            .Select(text => tokenizer.Encode(text).Ids).ToArray();

        for (int i = 0; i < expected.Length; i++)
            found[i].Should().Equal(expected[i]);
    }

    [Fact]
    public void Encode_Null_Throws()
    {
        var encode = () => TokenizerReference.Tokenizer("gpt2").Encode(null!);

        encode.Should().Throw<ArgumentNullException>();
    }

    /// <summary>An independent implementation, exact where its regular expression sees whole characters.</summary>
    private static BpeTokenizer MicrosoftGpt2()
    {
        var vocabulary = JsonSerializer.Deserialize<Dictionary<string, int>>(TokenizerReference.ReadText("gpt2_vocab.json"))!;
        return BpeTokenizer.Create(new BpeOptions(vocabulary)
        {
            Merges = TokenizerReference.ReadText("gpt2_merges.txt").Split('\n').Skip(1).Where(line => line.Length > 0),
            ByteLevel = true,
            PreTokenizer = new RegexPreTokenizer(new Regex(Gpt2Words.Pattern), null),
        });
    }
}
