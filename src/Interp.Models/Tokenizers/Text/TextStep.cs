namespace Interp.Models.Tokenizers.Text;

/// <summary>One rewriting of a piece of text before it is cut into words.</summary>
internal abstract class TextStep
{
    /// <summary>The rewritten piece, aligned with the same input.</summary>
    /// <param name="piece">A piece without added tokens, not empty.</param>
    public abstract AlignedText Apply(AlignedText piece);
}
