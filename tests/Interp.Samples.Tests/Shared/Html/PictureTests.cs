using System.Collections.Immutable;
using System.Globalization;
using System.Xml.Linq;
using Interp.Core.Metrics;
using Interp.Core.Transformer;
using Interp.Samples.Shared.Html.Svg;

namespace Interp.Samples.Tests.Shared.Html;

public sealed class PictureTests
{
    [Fact]
    public void LineChart_Points_LieWhereTheirValuesAre()
    {
        var svg = Parse(Chart(new Curve("correct", CurveKind.Correct, [Bare(0), Bare(0.5), Bare(1)])));
        var points = svg.Descendants().Single(element => element.Name.LocalName == "polyline").Attribute("points")!.Value.Split(' ').Select(point => point.Split(',').Select(number => double.Parse(number, CultureInfo.InvariantCulture)).ToArray()).ToArray();
        points.Should().HaveCount(3);
        (points[1][0] - points[0][0]).Should().BeApproximately(points[2][0] - points[1][0], 0.11);
        (points[0][1] - points[1][1]).Should().BeApproximately(points[1][1] - points[2][1], 0.11).And.BePositive("larger values are higher");
    }

    [Fact]
    public void LineChart_BoundsBeyondTheLimits_AreCut()
    {
        var picture = (new LineChart { Title = "t", Horizontal = "x", Vertical = "y", Curves = [new Curve("a", CurveKind.Plain, [new(0.9, 0.5, 1.4), new(0.9, 0.5, 1.4)])], Limits = (0, 1) }).ToPicture();
        Parse(picture).Descendants().Where(element => element.Name.LocalName == "text").Select(text => text.Value).Should().Contain("1.0").And.NotContain("1.2").And.NotContain("1.4");
    }

    [Fact]
    public void LineChart_EqualEnds_KeepTheirNamesApart()
    {
        var curves = Enumerable.Range(0, 5).Select(i => new Curve($"line {i}", CurveKind.Plain, [Bare(0), Bare(0.5)])).ToArray();
        double[] places = [.. Parse(Chart(curves)).Descendants().Where(element => ((string?)element.Attribute("class"))?.StartsWith("name", StringComparison.Ordinal) == true).Select(name => double.Parse(name.Attribute("y")!.Value, CultureInfo.InvariantCulture)).Order()];
        places.Zip(places.Skip(1), (above, below) => below - above).Should().HaveCount(5, "chance has a name too").And.OnlyContain(gap => gap > 12.9);
    }

    [Fact]
    public void Pictures_SameValues_AreTheSameText()
    {
        var one = Chart(new Curve("a", CurveKind.Permuted, [new(0.2, 0.1, 0.3), new(0.25, 0.2, 0.3)])).AsFile();
        Chart(new Curve("a", CurveKind.Permuted, [new(0.2, 0.1, 0.3), new(0.25, 0.2, 0.3)])).AsFile().Should().Be(one).And.NotContain("NaN").And.NotContain("E-");
    }

    [Fact]
    public void HeadMap_Cells_AreDeeperWhereValuesAreLarger()
    {
        var values = new Dictionary<HeadId, Interval> { [new(0, 0)] = Bare(1), [new(0, 1)] = Bare(-0.5), [new(1, 0)] = Bare(0) }.ToImmutableSortedDictionary();
        var cells = Parse(new HeadMap { Title = "t", Measure = "m", Values = values, Layers = 2, Heads = 2 }.ToPicture()).Descendants().Where(element => ((string?)element.Attribute("class"))?.StartsWith("cell", StringComparison.Ordinal) == true).Take(4).ToArray();
        cells.Select(cell => cell.Attribute("class")!.Value).Should().Equal("cell up v9", "cell down v5", "cell", "cell none");
        cells.Select(cell => cell.Value).Should().Equal("head 0.0: 1.000", "head 0.1: \u22120.500", "head 1.0: 0.000", "head 1.1: not measured");
    }

    [Fact]
    public void DotPlot_Whisker_HoldsItsDot()
    {
        var svg = Parse(new DotPlot { Title = "t", Axis = "a", Rows = [("x", new(0.4, 0.2, 0.7), false), ("random", new(0, -0.1, 0.1), true)] }.ToPicture());
        var whisker = svg.Descendants().First(element => (string?)element.Attribute("class") == "whisker plain");
        var dot = svg.Descendants().First(element => (string?)element.Attribute("class") == "dot plain");
        At(dot, "cx").Should().BeInRange(At(whisker, "x1"), At(whisker, "x2"));
        svg.Descendants().Count(element => (string?)element.Attribute("class") == "dot faint").Should().Be(1);
    }

    [Fact]
    public void StateStrip_States_AreInItsWords() => StateStrip.Of([0, 1, 1.0 / 3, 1]).ToString().Should().Contain("aria-label=\"right at states 1, 3\"").And.Contain("M7 0h6v6h-6zM21 0h6v6h-6z");

    private static double At(XElement element, string attribute) => double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);

    private static Picture Chart(params Curve[] curves) => new LineChart { Title = "t", Horizontal = "state", Vertical = "accuracy", Curves = [.. curves], Chance = 0.25 }.ToPicture();

    private static XElement Parse(Picture picture) => XElement.Parse(picture.AsFile().Split("?>\n", 2)[1]);

    private static Interval Bare(double value) => new(value, value, value);
}
