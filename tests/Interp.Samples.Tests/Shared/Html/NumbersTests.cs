using Interp.Core.Metrics;
using Interp.Samples.Shared.Html;

namespace Interp.Samples.Tests.Shared.Html;

public sealed class NumbersTests
{
    [Theory]
    [InlineData(-0.12345, 3, false, "\u22120.123")]
    [InlineData(0.5, 1, true, "+0.5")]
    [InlineData(-0.0001, 3, true, "0.000")]
    [InlineData(1234.5, 0, false, "1234")]
    public void Of_Number_HasItsSign(double value, int digits, bool signed, string expected) => Num.Of(value, digits, signed).Should().Be(expected);

    [Theory]
    [InlineData(-1.005, "-1")]
    [InlineData(-0.001, "0")]
    [InlineData(12.349, "12.35")]
    public void At_Coordinate_IsShort(double value, string expected) => Num.At(value).Should().Be(expected);

    [Fact]
    public void Csv_Interval_TakesThreeColumns()
    {
        var numbers = new Numbers("c", ["name", "#state", "#value"], [["a,b", 1, new Interval(0.1, 0.05, 1.0 / 3)], ["=SUM(A1)", 2, null]]);
        numbers.ToCsv().Should().Be("name,state,value,value_low,value_high\n\"a,b\",1,0.1,0.05,0.3333333333333333\n'=SUM(A1),2,,,\n");
    }

    [Fact]
    public void Table_Row_NeedsACellAColumn() =>
        FluentActions.Invoking(() => new HtmlTable("c", ["a", "b"], [["1"]]).ToMarkup()).Should().Throw<ArgumentException>().WithMessage("*1 cells*2 columns*");

    [Fact]
    public void Table_Interval_ShowsItsBounds() => new Numbers("c", ["name", "#v"], [["x", new Interval(0.5, 0.25, 0.75)]]).ToMarkup().ToString()
        .Should().Contain("<td class=\"n\">0.500 <span class=\"ci\">[0.250, 0.750]</span></td>").And.Contain("<th scope=\"row\">x</th>").And.Contain("<table class=\"sort\">");
}
