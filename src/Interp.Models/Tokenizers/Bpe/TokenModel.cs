using Interp.Models.Tokenizers.Text;
using Interp.Models.Tokenizers.Words;

namespace Interp.Models.Tokenizers.Bpe;

/// <summary>Words to tokens and tokens to text, for one family of byte-pair encodings.</summary>
internal abstract class TokenModel(Vocabulary vocabulary, MergeTable merges)
{
    private readonly WordMemory _known = new();

    /// <summary>The model's tokens; added tokens may or may not be among them.</summary>
    public Vocabulary Vocabulary { get; } = vocabulary;

    /// <summary>Cuts words where no merge of this model joins two characters, so that the tokens stay the same; null where it knows no such place.</summary>
    public virtual WordScanner? Cuts => null;

    /// <summary>A scratch pad for <see cref="Encode"/>, for one thread and one text.</summary>
    public Merger CreateMerger(TokenList tokens) => new(merges, tokens);

    /// <summary>Appends the tokens of a word to the merger's.</summary>
    public void Encode(AlignedText word, Merger merger)
    {
        var text = word.Text.Span;
        var pieces = _known.Find(text);
        if (pieces is null)
        {
            Start(text, merger);
            pieces = merger.Run();
            _known.Add(text, pieces);
        }

        foreach (var piece in pieces)
            merger.Tokens.Add(piece.Id, word.Origin(piece.Start, piece.End));
    }

    /// <summary>Starts the text of a sequence of tokens.</summary>
    public abstract TokenDecoder CreateDecoder();

    /// <summary>Adds the tokens that merging a word begins with.</summary>
    protected abstract void Start(ReadOnlySpan<char> word, Merger merger);
}
