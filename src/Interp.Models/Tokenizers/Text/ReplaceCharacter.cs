namespace Interp.Models.Tokenizers.Text;

/// <summary>Replaces every <paramref name="from"/> by <paramref name="to"/>; sentencepiece writes spaces as "▁".</summary>
internal sealed class ReplaceCharacter(char from, char to) : TextStep
{
    /// <inheritdoc/>
    public override AlignedText Apply(AlignedText piece)
    {
        if (!piece.Text.Span.Contains(from)) return piece;

        var text = piece.Text.ToArray();
        text.AsSpan().Replace(from, to);
        return piece.Rewritten(text);
    }
}
