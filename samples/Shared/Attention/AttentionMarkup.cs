using System.Text;
using Spectre.Console;

namespace Interp.Samples.Shared.Attention;

/// <summary>Attention for a terminal with colours: the ground of a token is the redder, the more attention it gets.</summary>
public static class AttentionMarkup
{
    /// <summary>The tokens of a head, a demonstration a line.</summary>
    /// <param name="picture">The head.</param>
    public static Markup Of(AttentionPicture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var most = Math.Max(picture.Tokens.Max(token => token.Weight ?? 0), 1e-12);
        var text = new StringBuilder();
        foreach (var line in picture.Lines())
        {
            foreach (var token in line)
            {
                var faint = (int)(255 * (1 - (token.Weight ?? 0) / most));
                var style = $"{(token.Role == AttentionTokenRole.Query ? "bold underline " : "")}black on #ff{faint:x2}{faint:x2}";
                text.Append(System.Globalization.CultureInfo.InvariantCulture, $"[{style}]{Markup.Escape(AttentionPainter.Shown(token.Text))}[/]");
            }

            text.Append('\n');
        }

        return new Markup(text.ToString());
    }
}
