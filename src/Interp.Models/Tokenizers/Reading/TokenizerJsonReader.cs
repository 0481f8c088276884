using System.Collections.Immutable;
using Interp.Models.Tokenizers.Bpe;
using Interp.Models.Tokenizers.Text;

namespace Interp.Models.Tokenizers.Reading;

/// <summary>Reads a Hugging Face tokenizer.json; whatever in it is not implemented is refused by name.</summary>
internal static class TokenizerJsonReader
{
    /// <summary>The parts of the tokenizer.</summary>
    /// <param name="file">The path, for messages.</param>
    /// <param name="root">The file.</param>
    /// <param name="config">What the folder's tokenizer_config.json adds.</param>
    public static TokenizerParts Read(string file, JsonPart root, TokenizerConfig config)
    {
        // "truncation" and "padding" are settings of one run, left behind by the program that saved the file.
        root.AllowOnly(
            "version", "truncation", "padding", "added_tokens", "normalizer", "pre_tokenizer", "post_processor", "decoder", "model");
        if (root.Get("version") is var version && version.Text() != "1.0")
            throw version.Refuse($"format '{version.Text()}' is not implemented; known is 1.0");

        var addedTokens = WithFlagsOf(config, AddedTokenReader.Read(root.Find("added_tokens")), root);
        var preTokenizer = PreTokenizerReader.Read(root.Find("pre_tokenizer"));
        var normalizer = NormalizerReader.Read(root.Find("normalizer"));
        CheckPrefixSpace(config, [.. normalizer, .. preTokenizer.Steps], root);
        var model = ReadModel(file, root, addedTokens, preTokenizer.IsByteLevel);
        return new TokenizerParts
        {
            AddedTokens = addedTokens,
            Normalizer = normalizer,
            PieceSteps = preTokenizer.Steps,
            Scanners = preTokenizer.Scanners,
            Model = model,
            BeginningOfSequence = BeginningOfSequence.Choose(
                file, config, model.Vocabulary, PostProcessorReader.ReadBeginningOfSequence(root.Find("post_processor"))),
        };
    }

    private static TokenModel ReadModel(string file, JsonPart root, ImmutableArray<AddedToken> addedTokens, bool isByteLevel)
    {
        var reader = new ModelReader(root.Get("model"), file);
        var vocabulary = reader.ReadVocabulary(addedTokens);
        var decoder = root.Get("decoder");
        if (!isByteLevel) return reader.ReadSentencePiece(vocabulary, DecoderReader.ReadSentencePiece(decoder));

        DecoderReader.CheckByteLevel(decoder);
        return reader.ReadByteLevel(vocabulary);
    }

    /// <summary>The file's added tokens; where the config lists one too, its flags count.</summary>
    private static ImmutableArray<AddedToken> WithFlagsOf(TokenizerConfig config, ImmutableArray<AddedToken> tokens, JsonPart root)
    {
        var contents = tokens.Select(token => (token.Id, token.Content)).ToHashSet();
        if (config.AddedTokens.FirstOrDefault(token => !contents.Contains((token.Id, token.Content))) is { } missing)
        {
            throw root.Refuse(
                $"has no added token '{missing.Content}' with id {missing.Id}, which the folder's tokenizer_config.json lists");
        }
        var listed = config.AddedTokens.DistinctBy(token => token.Id).ToDictionary(token => token.Id);
        return [.. tokens.Select(token => listed.GetValueOrDefault(token.Id, token))];
    }

    /// <summary>The config may say it too; transformers builds some tokenizers anew from it, others run the file.</summary>
    private static void CheckPrefixSpace(TokenizerConfig config, ImmutableArray<TextStep> steps, JsonPart root)
    {
        bool adds = steps.Any(step => step is PrependCharacter);
        if (config.AddsPrefixSpace is { } asked && asked != adds)
            throw root.Refuse($"add_prefix_space is {adds}, but the folder's tokenizer_config.json says {asked}; make the two agree");
    }
}
