using System.Collections.Immutable;
using System.Text;
using Interp.Models.Checkpoints;
using Interp.Models.Tokenizers.Bpe;
using Interp.Models.Tokenizers.Words;

namespace Interp.Models.Tokenizers.Reading;

/// <summary>Reads the pair of files that GPT-2's tokenizer was published as: vocab.json and merges.txt.</summary>
internal static class Gpt2PairReader
{
    private const string EndOfText = "<|endoftext|>";

    /// <summary>The parts of the tokenizer.</summary>
    public static TokenizerParts Read(string vocabularyPath, string mergesPath, TokenizerConfig config)
    {
        if (config.AddsPrefixSpace == true)
        {
            throw Malformed.Data(
                $"{vocabularyPath}: add_prefix_space true, which the folder's tokenizer_config.json asks for, "
                + "is not implemented for vocab.json and merges.txt.");
        }

        var (vocabulary, addedTokens) = InputFile.ReadJson(vocabularyPath, root => ReadVocabulary(vocabularyPath, root, config));
        ModelFamily.CheckByteLevel(vocabulary, vocabularyPath, complete: true);
        Gpt2Pair.CheckCuts(vocabulary, vocabularyPath);
        return new TokenizerParts
        {
            AddedTokens = addedTokens,
            Scanners = [new Gpt2Words()],
            Model = new ByteLevelModel(vocabulary, ReadMerges(mergesPath, vocabulary), wholeWordsFirst: false),
            BeginningOfSequence = BeginningOfSequence.OfConfig(vocabularyPath, config, vocabulary),
        };
    }

    private static (Vocabulary, ImmutableArray<AddedToken>) ReadVocabulary(string path, JsonPart root, TokenizerConfig config)
    {
        var builder = new VocabularyBuilder(path);
        var addedTokens = config.AddedTokens;
        foreach (var (token, id) in root.Members())
        {
            builder.Add(token, id.Number());
            if (token == EndOfText && addedTokens.All(added => added.Content != EndOfText))
                addedTokens = addedTokens.Add(new AddedToken(id.Number(), EndOfText, Normalized: false));
        }
        foreach (var token in addedTokens)
            builder.Add(token);
        return (builder.Build(), addedTokens);
    }

    private static MergeTable ReadMerges(string path, Vocabulary vocabulary)
    {
        var builder = new MergeTableBuilder(path, vocabulary);
        using var reader = new StreamReader(InputFile.Open(path), Encoding.UTF8);
        bool first = true;
        while (reader.ReadLine() is { } line)
        {
            bool isVersion = first && line.StartsWith("#version", StringComparison.Ordinal);
            first = false;
            if (!isVersion && line.Length > 0) builder.Add(line);
        }
        return builder.Build();
    }
}
