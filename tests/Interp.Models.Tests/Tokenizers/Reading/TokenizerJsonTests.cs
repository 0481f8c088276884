using System.Text.Json.Nodes;
using Interp.Core.Tokens;
using Interp.Models.Tokenizers.Words;

namespace Interp.Models.Tests.Tokenizers.Reading;

public class TokenizerJsonTests
{
    private const int Hello = 259, SpaceHello = 260, End = 261;

    private const string Template = """
        {
          "type": "TemplateProcessing",
          "single": [{ "SpecialToken": { "id": "<end>", "type_id": 0 } }, { "Sequence": { "id": "A", "type_id": 0 } }],
          "pair": [],
          "special_tokens": { "<end>": { "id": "<end>", "ids": [261], "tokens": ["<end>"] } }
        }
        """;

    [Fact]
    public void Encode_Merges_RunInTheirOrder()
    {
        var tokenizer = TinyTokenizer.Load(TinyTokenizer.ByteLevel());

        tokenizer.Encode("hello<end>hell").Ids.Should().Equal(Hello, End, 258);
        tokenizer.Encode(" hello").Ids.Should().Equal(' ', Hello);
    }

    [Fact]
    public void Encode_IgnoreMerges_TakesWholeWordsThatAreTokens()
    {
        var file = TinyTokenizer.ByteLevel();
        file["model"]!["ignore_merges"] = true;

        var tokenizer = TinyTokenizer.Load(file);

        tokenizer.Encode(" hello hello!").Ids.Should().Equal(SpaceHello, SpaceHello, '!');
        tokenizer.Encode(" helloo").Ids.Should().Equal(' ', Hello, 'o');
        tokenizer.Encode(" hello").Spans.Should().Equal(new CharSpan(0, 6));
    }

    [Fact]
    public void Encode_AddPrefixSpace_PutsOneBeforeEveryPieceThatHasNone()
    {
        var file = TinyTokenizer.ByteLevel();
        file["pre_tokenizer"]!["add_prefix_space"] = true;
        file["model"]!["ignore_merges"] = true;

        var tokenizer = TinyTokenizer.Load(file);

        var tokens = tokenizer.Encode("hello<end>hello");
        tokens.Ids.Should().Equal(SpaceHello, End, SpaceHello);
        tokens.Spans.Should().Equal(new CharSpan(0, 5), new CharSpan(5, 10), new CharSpan(10, 15));
        tokenizer.Encode(" hello").Ids.Should().Equal(SpaceHello);
        tokenizer.Encode("hello hello!").Spans.Should().Equal(new CharSpan(0, 5), new CharSpan(5, 11), new CharSpan(11, 12));
    }

    [Fact]
    public void Encode_Llama3Sequence_CutsByItsPattern()
    {
        var file = TinyTokenizer.ByteLevel();
        file["pre_tokenizer"] = Sequence(
            Split(Cl100kWords.ThreeDigitsPattern),
            """{ "type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": false }""");
        file["post_processor"] = JsonNode.Parse(
            """{ "type": "Sequence", "processors": [{ "type": "ByteLevel", "trim_offsets": false }, """ + Template + "] }");
        file["model"]!["ignore_merges"] = true;

        var tokenizer = TinyTokenizer.Load(file);

        // Unlike GPT-2's, this pattern takes any character before a word into it.
        tokenizer.Encode("(hello hello").Ids.Should().Equal('(', Hello, SpaceHello);
        tokenizer.BeginningOfSequence.Should().Be(End);
    }

    [Fact]
    public void Encode_UseRegexFalse_LeavesWordsWhole()
    {
        var file = TinyTokenizer.ByteLevel();
        file["pre_tokenizer"]!["use_regex"] = false;
        file["model"]!["vocab"]!["o!"] = 261;
        file["model"]!["merges"] = new JsonArray("o !");
        file["added_tokens"] = new JsonArray();

        TinyTokenizer.Load(file).Encode("o!").Ids.Should().Equal(261);
    }

    [Theory]
    [InlineData("always", "hello<end>hello", "▁hello <end> ▁hello")]
    [InlineData("always", " hello", "▁hello")]
    [InlineData("first", "hello<end>hello", "▁hello <end> h el lo")]
    [InlineData("first", "  hello", "▁ ▁hello")]
    [InlineData("first", "<end>hello", "<end> h el lo")]
    [InlineData("never", "hello hello", "h el lo ▁hello")]
    public void Encode_Metaspace_PrependsByItsScheme(string scheme, string text, string expected)
    {
        var file = TinyTokenizer.SentencePiece();
        file["normalizer"] = null;
        file["pre_tokenizer"] = JsonNode.Parse(
            $$"""{ "type": "Metaspace", "replacement": "▁", "prepend_scheme": "{{scheme}}", "split": false }""");
        var vocabulary = file["model"]!["vocab"]!.AsObject().ToDictionary(entry => entry.Value!.GetValue<int>(), entry => entry.Key);
        vocabulary.Add(vocabulary.Count, "<end>");

        var ids = TinyTokenizer.Load(file).Encode(text).Ids;

        string.Join(' ', ids.Select(id => vocabulary[id])).Should().Be(expected);
    }

    /// <summary>Gemma's file splits behind spaces of which its normalizer has left none; without that one it cuts.</summary>
    [Fact]
    public void Encode_SplitBehindASpace_CutsThere()
    {
        var file = TinyTokenizer.SentencePiece();
        var whole = TinyTokenizer.Load(file).Encode("hello hello").Ids;
        file["pre_tokenizer"] = JsonNode.Parse("""{ "type": "Split", "pattern": { "String": " " }, "behavior": "MergedWithPrevious", "invert": false }""");
        TinyTokenizer.Load(file).Encode("hello hello").Ids.Should().Equal(whole);
        new AfterCharacter(' ').End("ab  c", 0).Should().Be(3);
        new AfterCharacter(' ').End("ab  c", 3).Should().Be(4);
        new AfterCharacter(' ').End("ab  c", 4).Should().Be(5);
    }

    /// <summary>Gemma's runs of spaces are added tokens that plain text gives: they are decoded as spaces.</summary>
    [Fact]
    public void Decode_AddedTokenWithBoundaries_IsSpaces()
    {
        var file = TinyTokenizer.SentencePiece();
        var id = file["model"]!["vocab"]!["▁▁"]!.GetValue<int>();
        file["added_tokens"]!.AsArray().Add(JsonNode.Parse($$"""{ "id": {{id}}, "content": "▁▁", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": false }"""));

        TinyTokenizer.Load(file).Decode([id, id]).TrimStart().Should().BeEmpty();
    }

    [Fact]
    public void Encode_CharacterWithoutToken_BecomesItsBytes()
    {
        var tokens = TinyTokenizer.Load(TinyTokenizer.SentencePiece()).Encode("hello é");

        tokens.Ids.TakeLast(3).Should().Equal(256, 0xC3, 0xA9);
        tokens.Spans.TakeLast(3).Should().Equal(new CharSpan(5, 6), new CharSpan(6, 7), new CharSpan(6, 7));
    }

    [Fact]
    public void Encode_NormalizedAddedToken_IsFoundInTheNormalizedText()
    {
        var file = TinyTokenizer.ByteLevel();
        file["normalizer"] = JsonNode.Parse("""{ "type": "NFC" }""");
        file["added_tokens"]![0]!["content"] = "ế";
        file["added_tokens"]![0]!["normalized"] = true;

        var tokens = TinyTokenizer.Load(file).Encode("xe\u0302\u0301x");

        tokens.Ids.Should().Equal('x', End, 'x');
        tokens.Spans[1].Should().Be(new CharSpan(1, 4));
    }

    [Fact]
    public void Encode_NormalizedAddedTokenOfSentencePiece_IsFoundAfterABoundaryOnly()
    {
        var file = TinyTokenizer.SentencePiece();
        file["added_tokens"]![0]!["normalized"] = true;
        int end = file["added_tokens"]![0]!["id"]!.GetValue<int>();
        var tokenizer = TinyTokenizer.Load(file);

        // The token is normalised like the text, so it is looked for as "▁<end>".
        var tokens = tokenizer.Encode("<end>hello <end>");

        tokens.Ids.Should().Equal(end, 257, 262, 263, end);
        tokens.Spans.Should().Equal(
            new CharSpan(0, 5), new CharSpan(5, 6), new CharSpan(6, 8), new CharSpan(8, 10), new CharSpan(10, 16));
        tokenizer.Encode("hello<end>").Ids.Should().NotContain(end);
    }

    [Fact]
    public void Encode_TokensThatBeginTogether_TakesTheLongest()
    {
        var file = TinyTokenizer.ByteLevel();
        var added = file["added_tokens"]!.AsArray();
        foreach (string content in (string[])["<e", "<end><end>", "nd>"])
        {
            var token = added[0]!.DeepClone();
            token["content"] = content;
            token["id"] = End + added.Count;
            added.Add(token);
        }

        TinyTokenizer.Load(file).Encode("<end><end><end<end>").Ids.Should().Equal(263, 262, 'n', 'd', End);
    }

    [Theory]
    [InlineData(null, 261)]
    [InlineData("""{ "model_max_length": 1024, "chat_template": "x" }""", 261)]
    [InlineData("""{ "add_bos_token": false, "tokenizer_class": "LlamaTokenizer" }""", null)]
    [InlineData("""{ "add_bos_token": false, "tokenizer_class": "PreTrainedTokenizerFast" }""", 261)]
    [InlineData("""{ "add_bos_token": true, "bos_token": "<end>" }""", 261)]
    [InlineData("""{ "add_bos_token": true, "bos_token": { "content": "hello", "lstrip": false }, "tokenizer_class": "GemmaTokenizerFast" }""", Hello)]
    [InlineData("""{ "add_bos_token": true, "bos_token": "hello", "tokenizer_class": "TokenizersBackend" }""", 261)]
    [InlineData("""{ "add_bos_token": null, "added_tokens_decoder": { "261": { "content": "<end>", "special": true } } }""", 261)]
    public void BeginningOfSequence_ConfigBeside_TheClassDecidesWhichOfTheTwoCounts(string? config, int? expected)
    {
        var file = TinyTokenizer.ByteLevel();
        file["post_processor"] = JsonNode.Parse(Template);

        TinyTokenizer.Load(file, config).BeginningOfSequence.Should().Be(expected);
    }

    [Theory]
    [InlineData("""{ "add_bos_token": false }""", "which is missing")]
    [InlineData("""{ "add_bos_token": false, "tokenizer_class": "GPT2Tokenizer" }""", "which is 'GPT2Tokenizer'")]
    [InlineData("""{ "add_bos_token": true, "bos_token": "hello" }""", "'<end>' before a text; the folder's tokenizer_config.json, by add_bos_token, 'hello'")]
    public void BeginningOfSequence_DisagreementThatNobodyDecides_IsRefused(string config, string message)
    {
        var file = TinyTokenizer.ByteLevel();
        file["post_processor"] = JsonNode.Parse(Template);

        var load = () => TinyTokenizer.Load(file, config);

        load.Should().Throw<InvalidDataException>().Which.Message.Should().Contain(message).And.Contain("make the two agree");
    }

    [Fact]
    public void FromFolder_OldFileWithoutModelType_Reads()
    {
        var file = TinyTokenizer.ByteLevel();
        file["model"]!.AsObject().Remove("type");
        file["model"]!.AsObject().Remove("ignore_merges");
        file["model"]!["dropout"] = 0.0;

        TinyTokenizer.Load(file).VocabularySize.Should().Be(262);
    }

    private static string Split(string pattern) => new JsonObject
    {
        ["type"] = "Split",
        ["pattern"] = new JsonObject { ["Regex"] = pattern },
        ["behavior"] = "Isolated",
        ["invert"] = false,
    }.ToJsonString();

    private static JsonNode Sequence(params string[] steps) =>
        JsonNode.Parse($$"""{ "type": "Sequence", "pretokenizers": [{{string.Join(',', steps)}}] }""")!;
}
