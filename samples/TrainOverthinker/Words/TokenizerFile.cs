using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Interp.Samples.TrainOverthinker.Words;

/// <summary>Writes the tokenizer: GPT-NeoX's, whose only words are those of the <see cref="Lexicon"/>; other text is bytes.</summary>
internal static class TokenizerFile
{
    private const string EndOfText = "<|endoftext|>";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes tokenizer.json.</summary>
    /// <returns>The number of tokens.</returns>
    public static int Write(string path)
    {
        var vocabulary = new JsonObject { [EndOfText] = 0 };
        foreach (var value in Enumerable.Range(0, 256))
            vocabulary[ByteCharacter(value).ToString()] = vocabulary.Count;

        // A word of the lexicon that the cutting into words would part ("plant/vegetable") is a token that comes before it.
        var merges = new JsonArray();
        foreach (var word in Lexicon.Words.Where(word => !IsCut(word)))
        {
            var token = string.Concat(Encoding.UTF8.GetBytes(word).Select(value => ByteCharacter(value)));
            vocabulary[token] = vocabulary.Count;
            if (token.Length == 2)
                merges.Add($"{token[0]} {token[1]}");
        }

        var added = new JsonArray(Added(0, EndOfText, special: true));
        var count = vocabulary.Count;
        foreach (var word in Lexicon.Words.Where(IsCut))
            added.Add(Added(count++, word, special: false));

        var file = new JsonObject
        {
            ["version"] = "1.0",
            ["truncation"] = null,
            ["padding"] = null,
            ["added_tokens"] = added,
            ["normalizer"] = null,
            ["pre_tokenizer"] = ByteLevel(),
            ["post_processor"] = null,
            ["decoder"] = ByteLevel(),
            ["model"] = new JsonObject
            {
                ["type"] = "BPE",
                ["dropout"] = null,
                ["unk_token"] = null,
                ["continuing_subword_prefix"] = null,
                ["end_of_word_suffix"] = null,
                ["fuse_unk"] = false,
                ["byte_fallback"] = false,
                ["ignore_merges"] = true, // A word that is a token is taken whole; merges make the letters alone.
                ["vocab"] = vocabulary,
                ["merges"] = merges,
            },
        };
        File.WriteAllText(path, file.ToJsonString(Indented) + "\n");
        return count;
    }

    private static bool IsCut(string word) => !word.TrimStart(' ').All(char.IsAsciiLetter);

    private static JsonObject ByteLevel() => new() { ["type"] = "ByteLevel", ["add_prefix_space"] = false, ["trim_offsets"] = true, ["use_regex"] = true };

    private static JsonObject Added(int id, string content, bool special) => new()
    {
        ["id"] = id,
        ["content"] = content,
        ["single_word"] = false,
        ["lstrip"] = false,
        ["rstrip"] = false,
        ["normalized"] = false,
        ["special"] = special,
    };

    /// <summary>GPT-2's printable stand-in for a byte.</summary>
    private static char ByteCharacter(int value)
    {
        static bool Printable(int code) => code is >= '!' and <= '~' or >= 0xA1 and <= 0xAC or >= 0xAE and <= 0xFF;
        return Printable(value) ? (char)value : (char)(256 + Enumerable.Range(0, value).Count(code => !Printable(code)));
    }
}
