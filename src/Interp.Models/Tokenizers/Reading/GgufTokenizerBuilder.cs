using System.Collections.Immutable;
using Interp.Models.Checkpoints;
using Interp.Models.Tokenizers.Bpe;
using Interp.Models.Tokenizers.Text;

namespace Interp.Models.Tokenizers.Reading;

/// <summary>Makes tokenizers from the tables of GGUF files.</summary>
internal static class GgufTokenizerBuilder
{
    /// <summary>The parts of the tokenizer.</summary>
    public static TokenizerParts Build(GgufTokenizerTables tables)
    {
        CheckLength(tables, "token_type", tables.TokenTypes.Length);
        CheckLength(tables, "scores", tables.Scores.Length);
        if (tables.BeginningOfSequence is { } bos && (bos < 0 || bos >= tables.Tokens.Length))
            throw tables.Broken("bos_token_id", $"{bos} is not among the {tables.Tokens.Length} tokens");

        return tables.Model switch
        {
            "gpt2" => BuildByteLevel(tables),
            "llama" => BuildSentencePiece(tables),
            _ => throw tables.Broken("model", $"'{tables.Model}' is not implemented; known are gpt2 and llama"),
        };
    }

    private static TokenizerParts BuildByteLevel(GgufTokenizerTables tables)
    {
        var preTokenizer = GgufPreTokenizer.Named(tables.PreTokenizer, tables.Source);
        var (vocabulary, addedTokens) = ReadVocabulary(tables);
        ModelFamily.CheckByteLevel(vocabulary, tables.Source, complete: false);
        return new TokenizerParts
        {
            AddedTokens = addedTokens,
            Normalizer = preTokenizer.Normalizer,
            Scanners = preTokenizer.Scanners,
            Model = new ByteLevelModel(vocabulary, MergeTableBuilder.Read(tables.Source, vocabulary, tables.Merges), preTokenizer.WholeWordsFirst),
            BeginningOfSequence = BeginningOfSequence(tables, otherwise: preTokenizer.AddsBeginningOfSequence),
        };
    }

    private static TokenizerParts BuildSentencePiece(GgufTokenizerTables tables)
    {
        var (vocabulary, addedTokens) = ReadVocabulary(tables);
        ModelFamily.CheckSentencePiece(vocabulary, tables.Source);
        bool addsSpace = tables.AddSpacePrefix ?? true;
        var replace = new ReplaceCharacter(' ', SentencePieceModel.WordBoundary);
        var prepend = new PrependCharacter(SentencePieceModel.WordBoundary, PrependRule.Always);
        return new TokenizerParts
        {
            AddedTokens = addedTokens,
            Normalizer = addsSpace ? [prepend, replace] : [replace],
            Model = new SentencePieceModel(vocabulary, SentencePieceMerges.Build(tables, vocabulary), stripsLeadingSpace: addsSpace),
            BeginningOfSequence = BeginningOfSequence(tables, otherwise: true),
        };
    }

    private static (Vocabulary, ImmutableArray<AddedToken>) ReadVocabulary(GgufTokenizerTables tables)
    {
        var builder = new VocabularyBuilder(tables.Source);
        var addedTokens = ImmutableArray.CreateBuilder<AddedToken>();
        for (int id = 0; id < tables.Tokens.Length; id++)
        {
            builder.Add(tables.Tokens[id], id);
            if (tables.TypeOf(id) is not (GgufTokenType.Unknown or GgufTokenType.Control or GgufTokenType.UserDefined)) continue;
            var token = new AddedToken(id, tables.Tokens[id], Normalized: false);
            builder.Add(token);
            addedTokens.Add(token);
        }
        return (builder.Build(), addedTokens.ToImmutable());
    }

    private static int? BeginningOfSequence(GgufTokenizerTables tables, bool otherwise)
    {
        if (tables.AddEndOfSequence == true)
            throw tables.Broken("add_eos_token", "true is not implemented; nothing is added after a text");
        if (!(tables.AddBeginningOfSequence ?? otherwise)) return null;
        return tables.BeginningOfSequence
            ?? throw tables.Broken("bos_token_id", "is missing, though texts are to begin with that token");
    }

    private static void CheckLength(GgufTokenizerTables tables, string key, int length)
    {
        if (length != 0 && length != tables.Tokens.Length)
            throw tables.Broken(key, $"has {length} entries for {tables.Tokens.Length} tokens");
    }
}
