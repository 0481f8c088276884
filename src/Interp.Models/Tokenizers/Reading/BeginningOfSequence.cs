using Interp.Models.Tokenizers.Bpe;

namespace Interp.Models.Tokenizers.Reading;

/// <summary>Which token stands before every text.</summary>
internal static class BeginningOfSequence
{
    /// <summary>What tokenizer_config.json says outright, else what the tokenizer's own template does.</summary>
    /// <param name="file">The path, for messages.</param>
    /// <param name="config">The folder's config.</param>
    /// <param name="vocabulary">The tokenizer's tokens, the added ones included.</param>
    /// <param name="template">The template's token, or null where it has none.</param>
    public static int? Choose(string file, TokenizerConfig config, Vocabulary vocabulary, int? template)
    {
        if (template >= vocabulary.Count)
            throw new InvalidDataException($"{file}: post_processor: its token {template} is not among the {vocabulary.Count} tokens.");
        if (config.AddsBeginningOfSequence is not { } adds) return template;
        if (!adds) return null;

        string token = config.BeginningOfSequence
            ?? throw new InvalidDataException($"{file}: the folder's tokenizer_config.json has add_bos_token true but no bos_token.");
        int id = vocabulary.Tokens.IndexOf(token);
        return id >= 0 ? id : throw new InvalidDataException(
            $"{file}: the folder's tokenizer_config.json has bos_token '{token}', which is not in the vocabulary.");
    }
}
