using System.Globalization;

namespace Interp.Samples.Shared.Html.Svg;

/// <summary>A picture that stands in a page, and as a file of its own.</summary>
/// <param name="Title">What it is, in a few words.</param>
/// <param name="Description">What it shows, for who cannot see it.</param>
/// <param name="Height">Height, of a width of <see cref="Width"/>.</param>
/// <param name="Drawing">The elements.</param>
/// <param name="Hover">Elements for the page only: what is said where a pointer rests.</param>
public sealed record Picture(string Title, string Description, double Height, Markup Drawing, Markup Hover = default)
{
    /// <summary>The width of every picture, near that of a small telephone, so that letters keep their size there.</summary>
    public const double Width = 420;

    private static readonly Lazy<string> Style = new(() => PageSource.Read("chart.css"));

    /// <summary>The picture in a page whose style sheet has that of pictures.</summary>
    /// <param name="id">Unique in the page.</param>
    public Markup InPage(string id) => Tag.Of(
        "svg",
        [("class", "chart"), ("viewBox", Box), ("role", "img"), ("aria-labelledby", $"{id}-t {id}-d")],
        Tag.Of("title", [("id", $"{id}-t")], Title), Tag.Of("desc", [("id", $"{id}-d")], Description), Drawing, Hover);

    /// <summary>The picture as a file.</summary>
    public string AsFile() => "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + Tag.Of(
        "svg",
        [("xmlns", "http://www.w3.org/2000/svg"), ("class", "chart"), ("viewBox", Box), ("width", Num.At(2 * Width)), ("height", Num.At(2 * Height))],
        Tag.Plain("title", Title), Tag.Plain("desc", Description), Tag.Plain("style", Markup.Text(Style.Value)),
        Tag.Of("rect", [("class", "ground"), ("width", "100%"), ("height", "100%")]), Drawing).ToString() + "\n";

    private string Box => string.Create(CultureInfo.InvariantCulture, $"0 0 {Num.At(Width)} {Num.At(Height)}");
}
