using System.Collections.Immutable;
using Interp.Samples.Shared.Heatmap;

namespace Interp.Samples.Shared.Html;

/// <summary>A logit lens in HTML: state by token, the likeliest next token on a ground whose depth is its probability.</summary>
public static class LensHtml
{
    /// <summary>The table, the last state on top, and all probabilities folded away.</summary>
    /// <param name="map">What every state says next.</param>
    public static Markup Of(LensHeatmap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        int[] states = [.. Enumerable.Range(0, map.States.Length).Reverse()];
        var title = $"What each state of {map.Model} says next";
        var head = Tag.Plain("tr", Tag.Of("th", [("scope", "col")], "state"), Markup.Join(map.Tokens.Select(token => Tag.Of("th", [("scope", "col")], Tag.Plain("bdi", Shown(token))))));
        var body = states.Select(state => Tag.Plain("tr", Tag.Of("th", [("scope", "row"), ("class", "n")], Num.Of(state)), Markup.Join(map.States[state].Select(Cell))));
        var table = Tag.In("table", "lens", Tag.Plain("caption", title), Tag.Plain("thead", head), Tag.Plain("tbody", Markup.Join(body)));
        var rows = states.SelectMany(state => map.Tokens.Select((token, at) => ImmutableArray.Create<object?>(state, at, token, map[state, at].Token, map[state, at].Probability)));
        return Tag.Of("div", [("class", "wide"), ("role", "group"), ("tabindex", "0"), ("aria-label", title)], table)
            + Tag.Details("Numbers", new Numbers($"{title}: every probability", ["#state", "#place", "after", "says", "#probability"], [.. rows]) { Digits = 6 }.ToMarkup());
    }

    private static Markup Cell(LensCell cell) => Tag.Of("td", [("class", Depth.Of(cell.Probability)), ("title", $"{Shown(cell.Token)} {Num.Exact(cell.Probability)}")], Tag.Plain("bdi", Shown(cell.Token)));

    private static string Shown(string token) => token.Replace("\n", "⏎", StringComparison.Ordinal);
}
