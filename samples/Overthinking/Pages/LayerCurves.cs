using System.Collections.Immutable;
using Interp.Core.Metrics;
using Interp.Core.Prompts;
using Interp.Core.Results;
using Interp.Samples.Shared.Figures;
using Interp.Samples.Shared.Html;
using Interp.Samples.Shared.Html.Svg;

namespace Interp.Samples.Overthinking.Pages;

/// <summary>Accuracy by state of a dataset, or of the mean over datasets: correct labels, each setting's false ones, no demonstration.</summary>
/// <param name="Curves">The lines.</param>
/// <param name="Chance">Accuracy of a guess; null where it is not known.</param>
internal sealed record LayerCurves(ImmutableArray<Curve> Curves, double? Chance)
{
    private static readonly Setting[] Drawn = [Setting.Random, Setting.RandomIncorrect, Setting.HalfPermuted, Setting.Permuted];

    /// <summary>The lines of a dataset, or of <see cref="ReportRows.Mean"/>.</summary>
    public static LayerCurves Of(ReportRows rows, string model, string dataset)
    {
        var main = rows.Main(model);
        Setting[] settings = [.. rows.Settings(model).Intersect(Drawn).DefaultIfEmpty(main).OrderBy(setting => Array.IndexOf(Drawn, setting))];
        var lines = new List<Curve>();
        Add("zero-shot", CurveKind.Zero, main, curves => curves.ZeroShot, isZeroShot: true);
        foreach (var setting in settings)
            Add(setting.Title(), Kinds.Of(setting), setting, curves => curves.False);
        Add("correct", CurveKind.Correct, main, curves => curves.Correct);
        return new LayerCurves([.. lines], Guess(rows, model, dataset));

        void Add(string name, CurveKind kind, Setting setting, Func<Core.Studies.StateCurves, ImmutableArray<Interval>> of, bool isZeroShot = false)
        {
            if (dataset == ReportRows.Mean && !isZeroShot && rows.ByState(model, setting, dataset, "calibrated_accuracy", kind == CurveKind.Correct ? MeasuredPrompts.Correct : MeasuredPrompts.False) is { IsEmpty: false } mean)
                lines.Add(new(name, kind, mean));
            else if (dataset == ReportRows.Mean && MeanOf([.. rows.Averaged(model).Select(one => rows.Curves(model, setting, one)).OfType<Core.Studies.StateCurves>().Select(of)]) is { IsEmpty: false } plain)
                lines.Add(new(name, kind, plain));
            else if (rows.Curves(model, setting, dataset) is { } curves)
                lines.Add(new(name, kind, of(curves)));
        }
    }

    /// <summary>The chart.</summary>
    public LineChart ToChart(string title, (int State, string Name)? mark) => new()
    {
        Title = title,
        Horizontal = "state (0 the embedding, k after block k−1)",
        Vertical = "calibrated accuracy",
        Curves = Curves,
        Chance = Chance,
        Mark = mark,
        Limits = (0, 1),
    };

    /// <summary>The numbers.</summary>
    public Numbers ToNumbers(string caption) => new(
        caption,
        ["#state", .. Curves.Reverse().Select(curve => $"#{curve.Name}")],
        [.. Enumerable.Range(0, Curves[0].Points.Length).Select(state => ImmutableArray.Create<object?>([state, .. Curves.Reverse().Select(curve => (object?)curve.Points[state])]))])
    {
        IsFixed = true,
    };

    private static double? Guess(ReportRows rows, string model, string dataset)
    {
        double?[] guesses = [.. (dataset == ReportRows.Mean ? rows.Averaged(model) : [dataset]).Select(one => rows.Labels(one) is { } labels ? 1.0 / labels : (double?)null)];
        return guesses.Length > 0 && guesses.All(guess => guess is not null) ? guesses.Average() : null;
    }

    /// <summary>A plain mean, which has no interval of its own.</summary>
    private static ImmutableArray<Interval> MeanOf(ImmutableArray<Interval>[] curves)
    {
        if (curves.Length == 0 || curves.Any(curve => curve.Length != curves[0].Length))
            return [];
        return [.. Enumerable.Range(0, curves[0].Length).Select(state => curves.Average(curve => curve[state].Estimate)).Select(mean => new Interval(mean, mean, mean))];
    }
}
