using System.Text.Json;
using Interp.Models.Tokenizers.Bpe;

namespace Interp.Models.Tokenizers.Reading;

/// <summary>Reads <c>model</c> of a tokenizer.json: vocabulary and merges of a byte-pair encoding.</summary>
internal sealed class ModelReader
{
    private readonly JsonPart _model;
    private readonly string _file;

    /// <summary>Checks the model's settings.</summary>
    public ModelReader(JsonPart model, string file)
    {
        _model = model;
        _file = file;
        model.AllowOnly(
            "type", "dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix", "fuse_unk", "byte_fallback",
            "ignore_merges", "vocab", "merges");
        if (model.Find("type")?.Text() is { } type and not "BPE")
            throw model.Refuse($"type '{type}' is not implemented; known is BPE");
        if (model.Find("dropout") is { } dropout && dropout.Real() != 0)
            throw dropout.Refuse("dropout is not implemented");
        RefuseText("continuing_subword_prefix");
        RefuseText("end_of_word_suffix");
    }

    /// <summary>The vocabulary with the added tokens.</summary>
    public Vocabulary ReadVocabulary(IEnumerable<AddedToken> addedTokens)
    {
        var builder = new VocabularyBuilder(_file);
        foreach (var (token, id) in _model.Get("vocab").Members())
            builder.Add(token, id.Number());
        foreach (var token in addedTokens)
            builder.Add(token);
        return builder.Build();
    }

    /// <summary>The byte-level model.</summary>
    public ByteLevelModel ReadByteLevel(Vocabulary vocabulary)
    {
        if (_model.Flag("byte_fallback", otherwise: false))
            throw _model.Refuse("'byte_fallback' is not implemented for a byte-level vocabulary");
        ModelFamily.CheckByteLevel(vocabulary, _file, complete: _model.Find("unk_token") is not null);
        return new ByteLevelModel(vocabulary, ReadMerges(vocabulary), _model.Flag("ignore_merges", otherwise: false));
    }

    /// <summary>The sentencepiece model.</summary>
    public SentencePieceModel ReadSentencePiece(Vocabulary vocabulary, bool stripsLeadingSpace)
    {
        // With a token for every byte the unknown token is never needed, hence never fused.
        if (!_model.Flag("byte_fallback", otherwise: false))
            throw _model.Refuse("'byte_fallback' false is not implemented for a vocabulary that is not byte-level");
        if (_model.Flag("ignore_merges", otherwise: false))
            throw _model.Refuse("'ignore_merges' is not implemented for a sentencepiece vocabulary");
        ModelFamily.CheckSentencePiece(vocabulary, _file);
        return new SentencePieceModel(vocabulary, ReadMerges(vocabulary), stripsLeadingSpace);
    }

    private MergeTable ReadMerges(Vocabulary vocabulary)
    {
        var builder = new MergeTableBuilder(_file, vocabulary);
        foreach (var merge in _model.Get("merges").Items())
        {
            if (merge.Kind != JsonValueKind.Array)
                builder.Add(merge.Text());
            else if (merge.Items().ToArray() is [var left, var right])
                builder.Add(left.Text(), right.Text());
            else
                throw merge.Refuse("expected two tokens");
        }
        return builder.Build();
    }

    private void RefuseText(string key)
    {
        if (_model.Find(key)?.Text() is { Length: > 0 } text) throw _model.Refuse($"'{key}' ('{text}') is not implemented");
    }
}
