using System.Collections.Immutable;
using Interp.Core.Metrics;
using Interp.Core.Prompts;
using Interp.Samples.Shared.Html;
using Interp.Samples.Shared.Html.Svg;

namespace Interp.Samples.Overthinking.Pages;

/// <summary>One prompt that flipped: its answer through the states, its labels' path, and what the top heads attend to.</summary>
/// <param name="flipped">The prompts of its cell.</param>
/// <param name="place">The cell's place in the page.</param>
internal sealed class PromptCard(FlippedPrompts flipped, string place)
{
    private const int LongestExample = 180;
    private const int LongestQuery = 600;
    private const int LongestName = 70;

    /// <summary>The card, folded.</summary>
    /// <param name="index">Which prompt.</param>
    /// <param name="isPrinted">True to unfold it on paper.</param>
    public Markup Of(int index, bool isPrinted)
    {
        var (prompt, right) = (flipped.Prompts[index], flipped.Right(index));
        var (truth, shown) = (prompt.Classes[^1], prompt.Shown[^1]);
        var texts = Texts(prompt);
        var summary = Tag.Plain(
            "summary",
            Tag.In("span", "which", $"Prompt {Num.Of(index)}"), " ", StateStrip.Of(right), " ", Tag.In("bdi", "query", Cut(Query(texts[^1], Word(shown)), LongestName)),
            " ", Tag.In("span", "labels", "true: ", Tag.In("bdi", "yes", Word(truth)), truth == shown ? Markup.Empty : Markup.Join([", shown for it: ", Tag.In("bdi", "no", Word(shown))])));
        return Tag.Of(
            "details", [("class", isPrinted ? "card print" : "card"), ("data-right", string.Concat(right.Select(value => value == 1 ? '1' : value == 0 ? '0' : 'h')))],
            summary,
            Tag.In("div", "card-body", Path(index, truth, shown), Demonstrations(index, prompt, texts)));
    }

    private string Word(int label) => flipped.Cell.Prompts.Labels[label];

    private Markup Path(int index, int truth, int shown)
    {
        var labels = flipped.Cell.Prompts.Labels.Length;
        var states = Enumerable.Range(0, flipped.States).ToArray();
        Interval Bare(double value) => new(value, value, value);
        var curves = new List<Curve>();
        if (labels > 2 || truth == shown)
            curves.Add(new(truth == shown ? "other labels" : "the others", CurveKind.Zero, [.. states.Select(state => Bare(Math.Max(0, 1 - flipped.Share(index, state, truth) - (truth == shown ? 0 : flipped.Share(index, state, shown)))))]));
        if (truth != shown)
            curves.Add(new(Short(Word(shown)), CurveKind.Permuted, [.. states.Select(state => Bare(flipped.Share(index, state, shown)))]));
        curves.Add(new(Short(Word(truth)), CurveKind.Correct, [.. states.Select(state => Bare(flipped.Share(index, state, truth)))]));

        var title = $"Prompt {Num.Of(index)}: its labels through the states";
        var picture = new LineChart { Title = title, Horizontal = "state", Vertical = "share among the labels", Curves = [.. curves], Height = 170, Limits = (0, 1), Speaks = false }.ToPicture();
        var numbers = new Numbers(title, ["#state", .. curves.Select(curve => $"#{curve.Name}")], [.. states.Select(state => ImmutableArray.Create<object?>([state, .. curves.Select(curve => (object?)curve.Points[state].Estimate)]))]) { IsFixed = true };
        return Tag.In("div", "path", picture.InPage($"{place}-{index}"), Tag.Details("Numbers", numbers.ToMarkup()));
    }

    private Markup Demonstrations(int index, Prompt prompt, string[] texts)
    {
        var rows = Enumerable.Range(0, prompt.Classes.Length).Select(demonstration =>
        {
            var isQuery = demonstration == flipped.Query;
            var (truth, shown) = (prompt.Classes[demonstration], prompt.Shown[demonstration]);
            Markup label = isQuery ? Tag.In("em", "asked", "?") : Tag.In("bdi", truth == shown ? "yes" : "no", Word(shown));
            var weights = flipped.Heads.Select(head => isQuery ? (Markup)"" : Weight(flipped.Attention!.ToLabels(index, head, flipped.Query)[demonstration]));
            return ImmutableArray.Create<Markup>([Num.Of(demonstration + 1), Tag.In("bdi", "text", Cut(Query(texts[demonstration], Word(shown)), isQuery ? LongestQuery : LongestExample)), label, Tag.Plain("bdi", Word(truth)), .. weights]);
        }).ToArray();
        var caption = flipped.Heads.IsEmpty ? "The demonstrations, and the labels that they show" : "The demonstrations, the labels that they show, and the attention that the heads with the largest PM scores give to these labels from before the last one";
        return new HtmlTable(caption, ["#", "example", "label shown", "true label", .. flipped.Heads.Select(head => $"#{head}")], rows) { IsFixed = true, Class = "tight" }.ToMarkup();
    }

    /// <summary>A weight on a ground whose depth it is; the exact one under a resting pointer.</summary>
    private static Markup Weight(float weight)
    {
        var exact = weight.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
        return Tag.Of("span", [("class", $"w {Depth.Of(weight)}"), ("title", exact)], Num.Of(weight, 3));
    }

    /// <summary>The demonstrations' texts; where an example holds a blank line itself, the whole prompt for the last one and nothing for the rest.</summary>
    private static string[] Texts(Prompt prompt)
    {
        var parts = prompt.Text.Split("\n\n");
        var count = prompt.Classes.Length;
        if (parts.Length == count || (parts.Length == count + 1 && !parts[0].Contains('\n', StringComparison.Ordinal)))
            return parts[^count..];
        return [.. Enumerable.Repeat("", count - 1), prompt.Text];
    }

    /// <summary>Without the label and the stop at its end.</summary>
    private static string Query(string text, string label)
    {
        var end = text.LastIndexOf($" {label}.", StringComparison.Ordinal);
        return end > 0 ? text[..end] : text;
    }

    private static string Short(string word) => Cut(word, 16);

    private static string Cut(string text, int most) => text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)] + "…";
}
