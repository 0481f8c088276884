using System.Text.Json.Nodes;
using Interp.Core.Tokens;
using Interp.Models.Tokenizers;
using Interp.Models.Tokenizers.Bpe;

namespace Interp.Models.Tests.Tokenizers;

/// <summary>Small tokenizer files to change one thing in.</summary>
internal static class TinyTokenizer
{
    /// <summary>A byte-level file: ids 0 to 255 are the bytes, then a few merges, then one added token.</summary>
    public static JsonObject ByteLevel()
    {
        string[] bytes = [.. ByteAlphabet.Characters.Select(character => character.ToString())];
        return Make(
            [.. bytes, "he", "ll", "hell", "hello", "Ġhello"], [("h", "e"), ("l", "l"), ("he", "ll"), ("hell", "o")],
            preTokenizer: """{ "type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true }""",
            decoder: """{ "type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true }""");
    }

    /// <summary>A sentencepiece file: ids 0 to 255 are byte tokens, then letters and a few merges, then one added token.</summary>
    public static JsonObject SentencePiece()
    {
        string[] bytes = [.. Enumerable.Range(0, 256).Select(SentencePieceModel.ByteToken)];
        var file = Make(
            [.. bytes, "▁", "h", "e", "l", "o", "▁h", "el", "lo", "▁hel", "▁hello", "▁▁"],
            [("▁", "h"), ("e", "l"), ("l", "o"), ("▁h", "el"), ("▁hel", "lo"), ("▁", "▁")],
            preTokenizer: "null",
            decoder: """
            {
              "type": "Sequence", "decoders": [
                { "type": "Replace", "pattern": { "String": "▁" }, "content": " " },
                { "type": "ByteFallback" }, { "type": "Fuse" }, { "type": "Strip", "content": " ", "start": 1, "stop": 0 }
              ]
            }
            """);
        file["model"]!["byte_fallback"] = true;
        file["normalizer"] = JsonNode.Parse("""
            {
              "type": "Sequence", "normalizers": [
                { "type": "Prepend", "prepend": "▁" },
                { "type": "Replace", "pattern": { "String": " " }, "content": "▁" }
              ]
            }
            """);
        return file;
    }

    /// <summary>Reads a file, and the config beside it where there is one.</summary>
    public static ITokenizer Load(JsonNode file, string? config = null)
    {
        using var folder = new TemporaryFolder();
        folder.Write("tokenizer.json", file.ToJsonString());
        if (config is not null) folder.Write("tokenizer_config.json", config);
        return PretrainedTokenizer.FromFolder(folder.Path);
    }

    private static JsonObject Make(string[] tokens, (string Left, string Right)[] merges, string preTokenizer, string decoder) => new()
    {
        ["version"] = "1.0",
        ["truncation"] = null,
        ["padding"] = null,
        ["added_tokens"] = new JsonArray(new JsonObject
        {
            ["id"] = tokens.Length,
            ["content"] = "<end>",
            ["single_word"] = false,
            ["lstrip"] = false,
            ["rstrip"] = false,
            ["normalized"] = false,
            ["special"] = true,
        }),
        ["normalizer"] = null,
        ["pre_tokenizer"] = JsonNode.Parse(preTokenizer),
        ["post_processor"] = null,
        ["decoder"] = JsonNode.Parse(decoder),
        ["model"] = new JsonObject
        {
            ["type"] = "BPE",
            ["dropout"] = null,
            ["unk_token"] = null,
            ["continuing_subword_prefix"] = "",
            ["end_of_word_suffix"] = "",
            ["fuse_unk"] = false,
            ["byte_fallback"] = false,
            ["ignore_merges"] = false,
            ["vocab"] = new JsonObject(tokens.Select((token, id) => KeyValuePair.Create<string, JsonNode?>(token, id))),
            ["merges"] = new JsonArray([.. merges.Select(merge => new JsonArray(merge.Left, merge.Right))]),
        },
    };
}
