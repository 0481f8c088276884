using System.Text;

namespace Interp.Samples.Shared.Html.Svg;

/// <summary>One prompt through the states: at which its label is right, a box each.</summary>
public static class StateStrip
{
    private const int Step = 7;
    private const int Size = 6;

    /// <summary>Draws it.</summary>
    /// <param name="right">By state: 1 right, 0 wrong, between where it is on the threshold.</param>
    public static Markup Of(IReadOnlyList<double> right)
    {
        ArgumentNullException.ThrowIfNull(right);
        var states = string.Join(", ", Enumerable.Range(0, right.Count).Where(state => right[state] == 1).Select(Num.Of));
        return Tag.Of(
            "svg", [("class", "strip"), ("viewBox", $"0 0 {Step * right.Count} {Size}"), ("width", Num.Of(Step * right.Count)), ("height", "10"), ("role", "img"), ("aria-label", $"right at states {(states.Length > 0 ? states : "none")}")],
            Boxes("yes", value => value == 1), Boxes("no", value => value != 1));

        Markup Boxes(string @class, Func<double, bool> chosen)
        {
            var path = new StringBuilder();
            for (var state = 0; state < right.Count; state++)
            {
                if (chosen(right[state]))
                    path.Append(System.Globalization.CultureInfo.InvariantCulture, $"M{Step * state} 0h{Size}v{Size}h-{Size}z");
            }

            return path.Length == 0 ? Markup.Empty : Tag.Of("path", [("class", @class), ("d", path.ToString())]);
        }
    }
}
