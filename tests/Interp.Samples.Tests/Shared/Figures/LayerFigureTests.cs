using System.Xml.Linq;
using Interp.Core;
using Interp.Core.Metrics;
using Interp.Core.Prompts;
using Interp.Core.Studies;
using Interp.Samples.Shared.Figures;
using SkiaSharp;

namespace Interp.Samples.Tests.Shared.Figures;

public sealed class LayerFigureTests : IDisposable
{
    private static readonly SKColor Green = SKColor.Parse("#2ca02c");
    private static readonly SKColor Red = SKColor.Parse("#d62728");
    private static readonly SKColor Orange = SKColor.Parse("#ff7f0e");
    private static readonly SKColor Blue = SKColor.Parse("#1f77b4");
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Save_Png_HasLinesInThePapersColours()
    {
        using var picture = Draw(Setting.Permuted);

        (picture.Width, picture.Height).Should().Be((1800, 1120));
        picture.GetPixel(2, 2).Should().Be(SKColors.White);
        foreach (var color in new[] { Green, Red, Blue, SKColors.Black })
            Count(picture, color).Should().BeGreaterThan(300, $"a line is {color}");
        Count(picture, Orange).Should().Be(0);
    }

    [Fact]
    public void Save_RandomLabels_AreOrange()
    {
        using var picture = Draw(Setting.Random);
        Count(picture, Orange).Should().BeGreaterThan(300);
        Count(picture, Red).Should().Be(0);
    }

    [Fact]
    public void Save_AnyFigure_LeavesItsEdgesFree()
    {
        using var picture = Draw(Setting.HalfPermuted);
        for (var y = 0; y < picture.Height; y++)
        {
            picture.GetPixel(0, y).Should().Be(SKColors.White);
            picture.GetPixel(picture.Width - 1, y).Should().Be(SKColors.White, "names of lines fit");
        }
    }

    [Fact]
    public void Save_Svg_NamesAxesAndLines()
    {
        using var picture = Draw(Setting.Permuted);

        var svg = XDocument.Load(_folder.File("figure.svg"));
        var texts = svg.Descendants().Where(element => element.Name.LocalName == "text").ToArray();
        texts.Select(text => text.Value.Trim()).Should().Contain(["A title", "A subtitle", "layer", "calibrated accuracy", "correct labels 0.75", "permuted labels 0.35", "zero-shot 0.60", "chance 0.33"]);
        texts.Should().OnlyContain(text => text.Attribute("font-family")!.Value.EndsWith("sans-serif"));
    }

    private SKBitmap Draw(Setting setting)
    {
        var curves = new StateCurves
        {
            Model = "tiny",
            Protocol = Protocol.Corrected,
            Setting = setting,
            Dataset = "sst2",
            Demonstrations = 8,
            Correct = [At(0.33, 0), At(0.6, 0.1), At(0.8, 0.1), At(0.75, 0.1)],
            False = [At(0.33, 0), At(0.5, 0.1), At(0.55, 0.1), At(0.35, 0.1)],
            ZeroShot = [At(0.33, 0), At(0.4, 0.1), At(0.6, 0.1), At(0.6, 0.1)],
        };
        var figure = LayerFigure.Draw(curves, 1.0 / 3, "A title", "A subtitle");
        figure.Save(_folder.Path, "figure");
        return SKBitmap.Decode(_folder.File("figure.png"));
    }

    private static Interval At(double value, double half) => new(value, value - half, value + half);

    private static int Count(SKBitmap picture, SKColor color) => picture.Pixels.Count(pixel => pixel == color);
}
