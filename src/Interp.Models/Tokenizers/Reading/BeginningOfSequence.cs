using System.Collections.Frozen;
using Interp.Models.Checkpoints;
using Interp.Models.Tokenizers.Bpe;

namespace Interp.Models.Tokenizers.Reading;

/// <summary>Which token stands before every text.</summary>
/// <remarks>
/// Two files may say it: <c>add_bos_token</c> of tokenizer_config.json, and the template of tokenizer.json. Where they
/// disagree, the class that transformers would make decides: some write the template anew from <c>add_bos_token</c>, the
/// plain one runs the file's template as it stands. For any other class versions differ, so the disagreement is refused.
/// </remarks>
internal static class BeginningOfSequence
{
    private static readonly FrozenSet<string> WritesTemplateAnew = FrozenSet.ToFrozenSet(
        ["LlamaTokenizer", "LlamaTokenizerFast", "CodeLlamaTokenizer", "CodeLlamaTokenizerFast", "GemmaTokenizer", "GemmaTokenizerFast"]);

    private static readonly FrozenSet<string> RunsTemplate = FrozenSet.ToFrozenSet(["PreTrainedTokenizerFast", "TokenizersBackend"]);

    /// <summary>The token of a tokenizer that has a template of its own, or could have one.</summary>
    /// <param name="file">The path, for messages.</param>
    /// <param name="config">The folder's config.</param>
    /// <param name="vocabulary">The tokenizer's tokens, the added ones included.</param>
    /// <param name="template">The template's token, or null where it has none.</param>
    public static int? Choose(string file, TokenizerConfig config, Vocabulary vocabulary, int? template)
    {
        if (template >= vocabulary.Count)
            throw Malformed.File(file, $"post_processor: its token {template} is not among the {vocabulary.Count} tokens");
        if (config.AddsBeginningOfSequence is null || (config.Class is { } name && RunsTemplate.Contains(name)))
            return template;

        var asked = OfConfig(file, config, vocabulary);
        if (asked == template || (config.Class is { } known && WritesTemplateAnew.Contains(known)))
            return asked;
        throw Malformed.File(
            file, $"its template puts {Describe(template, vocabulary)} before a text; the folder's tokenizer_config.json, by add_bos_token, {Describe(asked, vocabulary)}. "
            + $"Which of the two counts depends on tokenizer_class, which is {(config.Class is { } other ? Malformed.Quote(other) : "missing")}: make the two agree, or name LlamaTokenizer (add_bos_token counts) or PreTrainedTokenizerFast (the template does)");
    }

    /// <summary>What tokenizer_config.json alone says.</summary>
    /// <param name="file">The path, for messages.</param>
    /// <param name="config">The folder's config.</param>
    /// <param name="vocabulary">The tokenizer's tokens, the added ones included.</param>
    public static int? OfConfig(string file, TokenizerConfig config, Vocabulary vocabulary)
    {
        if (config.AddsBeginningOfSequence is not true) return null;

        string token = config.BeginningOfSequence
            ?? throw Malformed.File(file, "the folder's tokenizer_config.json has add_bos_token true but no bos_token");
        int id = vocabulary.Tokens.IndexOf(token);
        return id >= 0 ? id : throw Malformed.File(
            file, $"the folder's tokenizer_config.json has bos_token {Malformed.Quote(token)}, which is not in the vocabulary");
    }

    private static string Describe(int? token, Vocabulary vocabulary) => token is { } id ? Malformed.Quote(vocabulary.Tokens[id]) : "nothing";
}
