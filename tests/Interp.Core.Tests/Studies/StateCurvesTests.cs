using Interp.Core.Metrics;
using Interp.Core.Prompts;
using Interp.Core.Results;
using Interp.Core.Studies;

namespace Interp.Core.Tests.Studies;

public sealed class StateCurvesTests
{
    [Fact]
    public void Of_Rows_TakesLastDemonstrationAndZeroShot()
    {
        var curves = StateCurves.Of(Cell(Setting.Permuted, "sst2", 0), new CurveCell(Setting.Permuted, "sst2"));

        curves.Demonstrations.Should().Be(3);
        curves.LastState.Should().Be(1);
        curves.Correct.Select(point => point.Estimate).Should().Equal(0.02, 0.12);
        curves.False.Select(point => point.Estimate).Should().Equal(0.52, 0.62);
        curves.ZeroShot.Select(point => point.Estimate).Should().Equal(0.00, 0.10);
    }

    [Fact]
    public void Of_Row_MirrorsItsUpperBound() =>
        StateCurves.Of(Cell(Setting.Permuted, "sst2", 0), new CurveCell(Setting.Permuted, "sst2")).False[1].Should().Be(new Interval(0.62, 2 * 0.62 - 0.75, 0.75));

    [Fact]
    public void Of_SeveralFormats_AveragesThemOrTakesOne()
    {
        Measurement[] rows = [.. Cell(Setting.Permuted, "sst2", 0), .. Cell(Setting.Permuted, "sst2", 4).Select(row => row with { CalibratedAccuracy = 0.5, Upper95 = 1 })];

        StateCurves.Of(rows, new CurveCell(Setting.Permuted, "sst2") { Format = 4 }).Correct[1].Should().Be(new Interval(0.5, 0, 1));
        StateCurves.Of(rows, new CurveCell(Setting.Permuted, "sst2")).Correct[1].Estimate.Should().Be((0.12 + 0.5) / 2);
        StateCurves.Of(rows, new CurveCell(Setting.Permuted, "sst2")).Correct[1].Upper.Should().Be((0.75 + 1) / 2);
    }

    [Fact]
    public void Of_OtherCell_SaysWhatIsThere()
    {
        var of = () => StateCurves.Of(Cell(Setting.Random, "rte", 2), new CurveCell(Setting.Permuted, "sst2"));
        of.Should().Throw<ArgumentException>().WithMessage("There are no rows of permuted_incorrect_labels, sst2; there are tiny, random_labels: rte (formats 2).*");
    }

    [Fact]
    public void Of_MissingState_NamesIt()
    {
        var rows = Cell(Setting.Permuted, "sst2", 0).Where(row => row is not { State: 0, Prompts: PromptKind.False }).ToArray();
        var of = () => StateCurves.Of(rows, new CurveCell(Setting.Permuted, "sst2"));
        of.Should().Throw<ArgumentException>().WithMessage("*lack state 0 of the false prompts at demonstration 2, format 0*");
    }

    [Fact]
    public void Of_RowTwice_IsRefused()
    {
        var rows = Cell(Setting.Permuted, "sst2", 0);
        FluentActions.Invoking(() => StateCurves.Of([.. rows, rows[1]], new CurveCell(Setting.Permuted, "sst2"))).Should().Throw<ArgumentException>().WithMessage("*state 0 of the correct prompts at demonstration 1, format 0 more than once*");
    }

    [Fact]
    public void Of_FormatWithoutAState_IsRefusedInsteadOfLeftOut()
    {
        Measurement[] rows = [.. Cell(Setting.Permuted, "sst2", 0), .. Cell(Setting.Permuted, "sst2", 4).Where(row => row.State == 0)];
        FluentActions.Invoking(() => StateCurves.Of(rows, new CurveCell(Setting.Permuted, "sst2"))).Should().Throw<ArgumentException>().WithMessage("*lack state 1*format 4*");
    }

    [Fact]
    public void Of_SeveralModelsOrProtocols_IsRefusedOrOneTaken()
    {
        var rows = Cell(Setting.Permuted, "sst2", 0);
        Measurement[] models = [.. rows, .. rows.Select(row => row with { Source = row.Source with { Model = "other" }, CalibratedAccuracy = 1 })];
        FluentActions.Invoking(() => StateCurves.Of(models, new CurveCell(Setting.Permuted, "sst2"))).Should().Throw<ArgumentException>().WithMessage("*several models: tiny, other*");
        StateCurves.Of(models, new CurveCell(Setting.Permuted, "sst2") { Model = "other" }).Correct[0].Estimate.Should().Be(1);
        Measurement[] protocols = [.. rows, .. Cell(Setting.Permuted, "sst2", 1).Select(row => row with { Source = row.Source with { Protocol = Protocol.Published } })];
        FluentActions.Invoking(() => StateCurves.Of(protocols, new CurveCell(Setting.Permuted, "sst2"))).Should().Throw<ArgumentException>().WithMessage("*several protocols: corrected, published*");
    }

    /// <summary>Two states, three demonstrations; accuracy .LP under correct and .5 more under false prompts.</summary>
    private static Measurement[] Cell(Setting setting, string dataset, int format) =>
    [
        .. from kind in new[] { PromptKind.Correct, PromptKind.False }
           from layer in Enumerable.Range(0, 2)
           from position in Enumerable.Range(0, 3)
           select new Measurement
           {
               Source = new("tiny", Protocol.Corrected, setting, dataset, format),
               Prompts = kind,
               State = layer,
               Demonstration = position,
               CalibratedAccuracy = (50 * (int)kind + 10 * layer + position) / 100.0,
               Upper95 = 0.75,
               PermutedScore = 0,
           },
    ];
}
