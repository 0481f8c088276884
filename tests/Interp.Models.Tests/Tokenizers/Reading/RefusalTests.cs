using System.Text.Json.Nodes;

namespace Interp.Models.Tests.Tokenizers.Reading;

public class RefusalTests
{
    [Theory]
    [InlineData("version", "\"2.0\"", "version: format '2.0'")]
    [InlineData("extra", "1", "key 'extra' is not implemented")]
    [InlineData("normalizer", """{"type":"NFKC"}""", "normalizer: normalizer 'NFKC' is not implemented")]
    [InlineData("normalizer", """{"type":"Prepend","prepend":"__"}""", "normalizer.prepend: expected one character")]
    [InlineData("normalizer", """{"type":"Replace","pattern":{"Regex":" +"},"content":"x"}""", "normalizer.pattern: key 'Regex'")]
    [InlineData("normalizer", """{"type":"Sequence","normalizers":[{"type":"Lowercase"}]}""", "normalizer.normalizers[0]: normalizer 'Lowercase'")]
    [InlineData("normalizer", """{"type":"Sequence","normalizers":[{"type":"Prepend","prepend":"a"},{"type":"NFC"}]}""", "NFC after another")]
    [InlineData("pre_tokenizer", """{"type":"Whitespace"}""", "pre_tokenizer: pre-tokenizer 'Whitespace' is not implemented")]
    [InlineData("pre_tokenizer", """{"type":"Metaspace","replacement":"▁","prepend_scheme":"always","split":true}""", "pre_tokenizer: 'split' is not implemented")]
    [InlineData("pre_tokenizer", """{"type":"Metaspace","replacement":"_","prepend_scheme":"always","split":false}""", "pre_tokenizer.replacement: '_'")]
    [InlineData("pre_tokenizer", """{"type":"Metaspace","replacement":"▁","prepend_scheme":"last","split":false}""", "prepend_scheme 'last'")]
    [InlineData("pre_tokenizer", """{"type":"Split","pattern":{"Regex":"\\w+"},"behavior":"Isolated","invert":false}""", "the pattern '\\w+' is not implemented")]
    [InlineData("pre_tokenizer", """{"type":"Split","pattern":{"String":" "},"behavior":"Isolated","invert":false}""", "pre_tokenizer.pattern: key 'String'")]
    [InlineData("pre_tokenizer", """{"type":"Split","pattern":{"Regex":""},"behavior":"Removed","invert":false}""", "pre_tokenizer.behavior: 'Removed'")]
    [InlineData("pre_tokenizer", """{"type":"Split","pattern":{"Regex":""},"behavior":"Isolated","invert":true}""", "'invert'")]
    [InlineData("pre_tokenizer", """{"type":"Digits","individual_digits":true,"more":1}""", "key 'more'")]
    [InlineData("pre_tokenizer", """{"type":"Sequence","pretokenizers":[{"type":"ByteLevel","add_prefix_space":false},{"type":"Digits","individual_digits":true}]}""", "pretokenizers[1]: a pre-tokenizer after ByteLevel")]
    [InlineData("pre_tokenizer", """{"type":"Sequence","pretokenizers":[{"type":"Digits","individual_digits":true},{"type":"ByteLevel","add_prefix_space":true}]}""", "pretokenizers[1]: a pre-tokenizer that adds a prefix")]
    [InlineData("post_processor", """{"type":"RobertaProcessing"}""", "post_processor: post-processor 'RobertaProcessing'")]
    [InlineData("post_processor", """{"type":"TemplateProcessing","single":[{"Sequence":{"id":"A"}},{"SpecialToken":{"id":"x"}}],"special_tokens":{}}""", "post_processor.single: a template other than")]
    [InlineData("post_processor", """{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"x"}},{"Sequence":{"id":"A"}}],"special_tokens":{"x":{"ids":[9999]}}}""", "9999")]
    [InlineData("decoder", """{"type":"WordPiece"}""", "decoder: decoder 'WordPiece'")]
    [InlineData("decoder", "null", "'decoder'")]
    [InlineData("model.type", "\"Unigram\"", "model: type 'Unigram' is not implemented")]
    [InlineData("model.dropout", "0.1", "model.dropout")]
    [InlineData("model.continuing_subword_prefix", "\"##\"", "'continuing_subword_prefix' ('##')")]
    [InlineData("model.end_of_word_suffix", "\"</w>\"", "'end_of_word_suffix' ('</w>')")]
    [InlineData("model.byte_fallback", "true", "'byte_fallback'")]
    [InlineData("model.max_input_chars_per_word", "100", "key 'max_input_chars_per_word'")]
    [InlineData("model.vocab", "[]", "model.vocab: expected Object, found Array")]
    [InlineData("model.vocab", "{}", "no token has 0")]
    [InlineData("model.vocab.hello", "1.5", "model.vocab.hello: expected a whole number")]
    [InlineData("model.vocab.hello", "-1", "model.vocab.hello: expected a whole number")]
    [InlineData("model.vocab.hello", "\"7\"", "model.vocab.hello: expected Number, found String")]
    [InlineData("model.vocab.hello", "3", "id 3 is both")]
    [InlineData("model.vocab.hello", "2147483647", "no token has 259")]
    [InlineData("model.merges", "null", "has no 'merges'")]
    [InlineData("model.merges", """["a b c"]""", "merge 0: expected two tokens parted by one space, found 'a b c'")]
    [InlineData("model.merges", """[["a"]]""", "model.merges[0]: expected two tokens")]
    [InlineData("model.merges", """[["h","e"],["h","e"]]""", "merge 1: 'h' and 'e' merge twice")]
    [InlineData("model.merges", """[["h","x"]]""", "merge 0: token 'hx' is not in the vocabulary")]
    [InlineData("model.merges", "[7]", "model.merges[0]: expected String, found Number")]
    [InlineData("added_tokens[0].lstrip", "true", "flag 'lstrip' of added token '<end>'")]
    [InlineData("added_tokens[0].rstrip", "true", "flag 'rstrip' of added token '<end>'")]
    [InlineData("added_tokens[0].single_word", "true", "flag 'single_word' of added token '<end>'")]
    [InlineData("added_tokens[0].color", "true", "added_tokens[0]: key 'color'")]
    [InlineData("added_tokens[0].content", "\"\"", "has no text")]
    [InlineData("added_tokens[0].content", "\"hello\"", "added token 'hello' has id 261, but the vocabulary has it as 259")]
    [InlineData("added_tokens[0].id", "5", "id 5 is both")]
    [InlineData("added_tokens[0].id", "300", "no token has 261")]
    public void FromFolder_ByteLevelFileAsksForMore_IsRefusedByName(string key, string value, string message)
    {
        var file = TinyTokenizer.ByteLevel();
        Set(file, key, value);

        Refused(file, message);
    }

    [Theory]
    [InlineData("model.byte_fallback", "false", "'byte_fallback' false is not implemented")]
    [InlineData("model.ignore_merges", "true", "'ignore_merges' is not implemented for a sentencepiece")]
    [InlineData("decoder", """{"type":"Metaspace"}""", "decoder: decoder 'Metaspace'")]
    [InlineData("decoder", """{"type":"Sequence","decoders":[{"type":"Fuse"}]}""", "decoder: decoder 'Fuse'")]
    public void FromFolder_SentencePieceFileAsksForMore_IsRefusedByName(string key, string value, string message)
    {
        var file = TinyTokenizer.SentencePiece();
        Set(file, key, value);

        Refused(file, message);
    }

    [Fact]
    public void FromFolder_ByteTokenMissing_IsRefused()
    {
        var file = TinyTokenizer.SentencePiece();
        var vocabulary = file["model"]!["vocab"]!.AsObject();
        vocabulary.Remove("<0x41>");
        vocabulary["A"] = 0x41;

        Refused(file, "'<0x41>'");
    }

    [Theory]
    [InlineData("""{"add_eos_token": true}""", "'add_eos_token' true")]
    [InlineData("""{"add_bos_token": true}""", "no bos_token")]
    [InlineData("""{"add_bos_token": true, "bos_token": "<start>"}""", "bos_token '<start>', which is not in the vocabulary")]
    [InlineData("""{"add_prefix_space": true}""", "add_prefix_space is False")]
    [InlineData("""{"split_special_tokens": true}""", "'split_special_tokens' true")]
    [InlineData("""{"do_lower_case": true}""", "'do_lower_case' true")]
    [InlineData("""{"added_tokens_decoder": {"7": {"content": "<end>"}}}""", "no added token '<end>' with id 7")]
    [InlineData("""{"added_tokens_decoder": {"261": {"content": "<end>", "lstrip": true}}}""", "flag 'lstrip'")]
    [InlineData("""{"added_tokens_decoder": {"x": {"content": "<end>"}}}""", "expected a token id")]
    [InlineData("""{"add_bos_token": 1}""", "add_bos_token: expected true or false, found Number")]
    public void FromFolder_ConfigAsksForMore_IsRefusedByName(string config, string message)
    {
        var load = () => TinyTokenizer.Load(TinyTokenizer.ByteLevel(), config);

        load.Should().Throw<InvalidDataException>().WithMessage($"*tokenizer*json*{message}*");
    }

    [Fact]
    public void FromFolder_PrefixSpaceThatTheConfigDenies_IsRefused()
    {
        TinyTokenizer.Load(TinyTokenizer.SentencePiece(), """{"add_prefix_space": true}""").VocabularySize.Should().BePositive();
        var load = () => TinyTokenizer.Load(TinyTokenizer.SentencePiece(), """{"add_prefix_space": false}""");

        load.Should().Throw<InvalidDataException>().WithMessage("*tokenizer.json*add_prefix_space is True*tokenizer_config.json says False*");
    }

    private static void Refused(JsonNode file, string message)
    {
        var load = () => TinyTokenizer.Load(file);

        load.Should().Throw<InvalidDataException>().Which.Message.Should().Contain("tokenizer.json").And.Contain(message);
    }

    private static void Set(JsonNode file, string key, string value)
    {
        string[] path = key.Replace("[0]", ".0").Split('.');
        var at = path[..^1].Aggregate(file, (node, name) => name == "0" ? node[0]! : node[name]!);
        at[path[^1]] = JsonNode.Parse(value);
    }
}
