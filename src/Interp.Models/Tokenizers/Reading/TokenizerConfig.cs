using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Interp.Models.Tokenizers.Reading;

/// <summary>What <c>tokenizer_config.json</c> says about ids; its many other keys (chat template, limits) are not about them.</summary>
internal sealed record TokenizerConfig
{
    /// <summary>Whether the first token of every text is the beginning-of-sequence token; null where the file is silent.</summary>
    public bool? AddsBeginningOfSequence { get; init; }

    /// <summary>The class that transformers makes of the tokenizer (<c>tokenizer_class</c>); null where the file is silent.</summary>
    public string? Class { get; init; }

    /// <summary>The text of the beginning-of-sequence token.</summary>
    public string? BeginningOfSequence { get; init; }

    /// <summary>Whether text gets a leading space; null where the file is silent.</summary>
    public bool? AddsPrefixSpace { get; init; }

    /// <summary>The added tokens it lists.</summary>
    public ImmutableArray<AddedToken> AddedTokens { get; init; } = [];

    /// <summary>Reads the file beside a tokenizer, or what a missing one means: nothing.</summary>
    public static TokenizerConfig ReadOrDefault(string path) =>
        File.Exists(path) ? InputFile.ReadJson(path, Read) : new TokenizerConfig();

    private static TokenizerConfig Read(JsonPart root)
    {
        if (root.Flag("add_eos_token", otherwise: false))
            throw root.Refuse("'add_eos_token' true is not implemented; nothing is added after a text");
        foreach (string key in (string[])["split_special_tokens", "do_lower_case"])
        {
            if (root.Flag(key, otherwise: false))
                throw root.Refuse($"'{key}' true is not implemented; special tokens are found in text, and letters stay as they are");
        }
        return new TokenizerConfig
        {
            Class = root.Find("tokenizer_class")?.Text(),
            AddsBeginningOfSequence = root.Find("add_bos_token")?.Flag(),
            BeginningOfSequence = root.Find("bos_token") is { } token ? ReadToken(token) : null,
            AddsPrefixSpace = root.Find("add_prefix_space")?.Flag(),
            AddedTokens = root.Find("added_tokens_decoder") is { } list ? [.. list.Members().Select(ReadAdded)] : [],
        };
    }

    // Written as plain text or as an object with its flags.
    private static string ReadToken(JsonPart token) =>
        token.Kind == JsonValueKind.String ? token.Text() : token.Get("content").Text();

    private static AddedToken ReadAdded(KeyValuePair<string, JsonPart> entry) =>
        int.TryParse(entry.Key, CultureInfo.InvariantCulture, out int id) && id >= 0
            ? AddedTokenReader.ReadOne(entry.Value, id)
            : throw entry.Value.Refuse("expected a token id as key");
}
