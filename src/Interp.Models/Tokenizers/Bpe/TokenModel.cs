using Interp.Models.Tokenizers.Text;

namespace Interp.Models.Tokenizers.Bpe;

/// <summary>Words to tokens and tokens to text, for one family of byte-pair encodings.</summary>
internal abstract class TokenModel(Vocabulary vocabulary, MergeTable merges)
{
    /// <summary>The model's tokens; added tokens may or may not be among them.</summary>
    public Vocabulary Vocabulary { get; } = vocabulary;

    /// <summary>A scratch pad for <see cref="Encode"/>, for one thread and one text.</summary>
    public Merger CreateMerger(TokenList tokens) => new(merges, tokens);

    /// <summary>Appends the tokens of a word to the merger's.</summary>
    public abstract void Encode(AlignedText word, Merger merger);

    /// <summary>Starts the text of a sequence of tokens.</summary>
    public abstract TokenDecoder CreateDecoder();
}
