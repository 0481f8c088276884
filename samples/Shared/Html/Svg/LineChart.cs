using System.Collections.Immutable;
using Interp.Core.Metrics;
using Interp.Samples.Shared.Figures;

namespace Interp.Samples.Shared.Html.Svg;

/// <summary>Lines over layers or demonstrations, named at their ends, with light bands for their intervals.</summary>
public sealed record LineChart
{
    private const double Left = 36;
    private const double Top = 24;
    private const double Bottom = 36;
    private const double NameGap = 7;
    private const double LineHeight = 13;
    private const double LetterWidth = 6.5; // Of the mean letter of a sans-serif face at 11 units.

    /// <summary>What it is, in a few words.</summary>
    public required string Title { get; init; }

    /// <summary>Name of the horizontal axis.</summary>
    public required string Horizontal { get; init; }

    /// <summary>Name of the vertical axis.</summary>
    public required string Vertical { get; init; }

    /// <summary>The lines, those that matter last; each with as many points as the others.</summary>
    public required ImmutableArray<Curve> Curves { get; init; }

    /// <summary>The value that a guess would reach; null for none.</summary>
    public double? Chance { get; init; }

    /// <summary>What the chance line is called.</summary>
    public string ChanceName { get; init; } = "chance";

    /// <summary>A step to mark with a fine line, and its name; null for none.</summary>
    public (int Step, string Name)? Mark { get; init; }

    /// <summary>What no value can lie beyond, though a bound may; null for nothing.</summary>
    public (double Low, double High)? Limits { get; init; }

    /// <summary>Height of the picture.</summary>
    public double Height { get; init; } = 250;

    /// <summary>False where the page is to say nothing under a resting pointer.</summary>
    public bool Speaks { get; init; } = true;

    /// <summary>What is measured in the step under the pointer: "state" or "demonstrations".</summary>
    public string StepName { get; init; } = "state";

    private int Last => Curves.Max(curve => curve.Points.Length) - 1;

    private IEnumerable<Curve> Named => Curves.Where(curve => curve.Kind != CurveKind.Faint);

    /// <summary>Draws it.</summary>
    public Picture ToPicture()
    {
        var right = NameGap + 2 + LetterWidth * Named.Select(EndText).Append(Chance is { } chance ? $"{ChanceName} {Num.Of(chance, 2)}" : "").Max(name => name.Length);
        var x = new Scale(0, Math.Max(Last, 1), Left, Picture.Width - right);
        var (low, high) = Scale.Around(Curves.Where(curve => curve.Kind != CurveKind.Faint || !Named.Any())
            .SelectMany(curve => curve.Points).SelectMany(point => new[] { point.Lower, point.Upper }).Concat(Curves.SelectMany(curve => curve.Points).Select(point => point.Estimate)).Concat(Chance is { } level ? [level] : []));
        if (Limits is { } limits)
            (low, high) = (Math.Max(low, limits.Low), Math.Min(high, limits.High));
        var y = new Scale(low, high, Height - Bottom, Top);
        return new Picture(Title, Describe(), Height, Markup.Join([Grid(x, y), Bands(x, y), Lines(x, y), Names(x, y)]), Speaks ? Hover(x) : Markup.Empty);
    }

    private Markup Grid(Scale x, Scale y)
    {
        var levels = y.Ticks().SelectMany(tick => new[]
        {
            Draw.Line("grid", x.From, y.At(tick), x.To, y.At(tick)),
            Draw.Text("tick end", x.From - 5, y.At(tick) + 3.5, Num.Of(tick, y.Digits)),
        });
        var steps = AxisTicks.Whole(Last).Select(tick => Draw.Text("tick mid", x.At(tick), Height - Bottom + 14, Num.Of(tick)));
        var mark = Mark is { } at
            ? Draw.Line("mark", x.At(at.Step), Top, x.At(at.Step), Height - Bottom) + Draw.Text(at.Step > Last / 2 ? "tick end" : "tick", x.At(at.Step) + (at.Step > Last / 2 ? -4 : 4), Top + 9, at.Name)
            : Markup.Empty;
        var names = Draw.Text("axis", 0, 11, Vertical) + Draw.Text("axis mid", (x.From + x.To) / 2, Height - 4, Horizontal);
        return Markup.Join([.. levels, .. steps, mark, names]);
    }

    private Markup Bands(Scale x, Scale y) => Markup.Join(Curves.Where(curve => curve.HasBand && curve.Kind != CurveKind.Faint).Select(curve => Draw.Polygon(
        $"band {curve.Class}",
        curve.Points.Select((point, i) => (x.At(i), y.At(point.Upper))).Concat(curve.Points.Select((point, i) => (x.At(i), y.At(point.Lower))).Reverse()))));

    private Markup Lines(Scale x, Scale y)
    {
        var chance = Chance is { } level ? Draw.Line("line chance", x.From, y.At(level), x.To, y.At(level)) : Markup.Empty;
        return chance + Markup.Join(Curves.Select(curve => Draw.Polyline($"line {curve.Class}", curve.Points.Select((point, i) => (x.At(i), y.At(point.Estimate))))));
    }

    private Markup Names(Scale x, Scale y)
    {
        var names = Named.Select(curve => (Text: EndText(curve), curve.Class, At: y.At(curve.Points[^1].Estimate))).ToList();
        if (Chance is { } level)
            names.Add(($"{ChanceName} {Num.Of(level, 2)}", "chance", y.At(level)));
        var places = Spread.Apart([.. names.Select(name => name.At)], LineHeight, Top - 4, Height - Bottom + 8);
        return Markup.Join(names.Select((name, i) => Draw.Text($"name {name.Class}", x.To + NameGap, places[i] + 3.8, name.Text)));
    }

    private Markup Hover(Scale x)
    {
        var width = (x.To - x.From) / Math.Max(Last, 1);
        return Tag.In("g", "hits", Markup.Join(Enumerable.Range(0, Last + 1).Select(step =>
        {
            var left = Math.Max(x.From, x.At(step) - width / 2);
            var values = Named.Select(curve => $"{curve.Name} {Text(curve.Points[step])}");
            return Draw.Rectangle("hit", left, Top, Math.Min(x.To, x.At(step) + width / 2) - left, Height - Bottom - Top, $"{StepName} {step}: {string.Join("; ", values)}");
        })));
    }

    private static string Text(Interval point) => point.Upper - point.Lower > 1e-12 ? Num.Text(point) : Num.Of(point.Estimate);

    private string Describe() =>
        $"{Vertical} over {Horizontal}, from 0 to {Last}. {string.Join("; ", Named.Select(curve => curve.Describe()))}.{(Chance is { } level ? $" {ChanceName} is {Num.Of(level, 3)}." : "")}";

    private static string EndText(Curve curve) => $"{curve.Name} {Num.Of(curve.Points[^1].Estimate, 2)}";
}
