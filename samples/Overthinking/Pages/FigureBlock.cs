using Interp.Samples.Shared.Html;
using Interp.Samples.Shared.Html.Svg;

namespace Interp.Samples.Overthinking.Pages;

/// <summary>A picture with all that belongs to it: what it shows, its numbers folded away, both as files, and the command that made it.</summary>
internal sealed record FigureBlock
{
    /// <summary>Its place in the page.</summary>
    public required string Id { get; init; }

    /// <summary>The picture.</summary>
    public required Picture Picture { get; init; }

    /// <summary>Its numbers.</summary>
    public required Numbers Numbers { get; init; }

    /// <summary>The command that makes it again, or its numbers.</summary>
    public required string Command { get; init; }

    /// <summary>What the reader should see in it, in a sentence; empty for nothing.</summary>
    public string Words { get; init; } = "";

    /// <summary>The place of the prompts behind it; null for none.</summary>
    public string? Prompts { get; init; }

    /// <summary>The figure.</summary>
    /// <param name="isLean">True to leave out what a page has no room for: the picture as a file, and the values under a resting pointer.</param>
    public Markup ToMarkup(bool isLean)
    {
        var name = Tag.Id(Picture.Title);
        var links = Markup.Join(" · ",
        [
            .. Prompts is null ? Array.Empty<Markup>() : [Tag.Of("a", [("class", "behind"), ("href", $"#{Prompts}")], "the prompts behind it")],
            .. isLean ? Array.Empty<Markup>() : [DataLink.Of($"{name}.svg", "image/svg+xml", Picture.AsFile(), "SVG")],
            DataLink.Of($"{name}.csv", "text/csv;charset=utf-8", Numbers.ToCsv(), "CSV"),
        ]);
        return Tag.Of(
            "figure", [("id", Id), ("data-prompts", Prompts)],
            Tag.Plain("figcaption", Tag.Plain("b", Picture.Title), Words.Length > 0 ? " " + Tag.Plain("span", Words) : Markup.Empty),
            (isLean ? Picture with { Hover = Markup.Empty } : Picture).InPage(Id),
            Tag.In("p", "links", links),
            Tag.Details("Numbers", Numbers.ToMarkup()),
            Tag.Details("Command", Tag.Plain("pre", Tag.Plain("code", Command))));
    }
}
