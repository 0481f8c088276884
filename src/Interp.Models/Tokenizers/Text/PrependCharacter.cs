using System.Diagnostics;

namespace Interp.Models.Tokenizers.Text;

/// <summary>Puts <paramref name="prefix"/> before a piece where <paramref name="rule"/> says so.</summary>
internal sealed class PrependCharacter(char prefix, PrependRule rule) : TextStep
{
    /// <inheritdoc/>
    public override AlignedText Apply(AlignedText piece) => Applies(piece) ? piece.Prepended(prefix) : piece;

    private bool Applies(AlignedText piece) => rule switch
    {
        PrependRule.Always => true,
        PrependRule.UnlessPresent => !IsPresent(piece),
        PrependRule.UnlessPresentAtInputStart => piece.IsAtInputStart && !IsPresent(piece),
        _ => throw new UnreachableException(),
    };

    private bool IsPresent(AlignedText piece) => piece.Text.Span[0] == prefix;
}
