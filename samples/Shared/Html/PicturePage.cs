namespace Interp.Samples.Shared.Html;

/// <summary>A page of pictures made of text: attention, lens.</summary>
public static class PicturePage
{
    /// <summary>The document.</summary>
    /// <param name="title">What is shown.</param>
    /// <param name="description">How to read it, in a sentence.</param>
    /// <param name="pictures">The pictures.</param>
    public static string Of(string title, string description, IEnumerable<Markup> pictures) => new HtmlPage
    {
        Title = title,
        Description = description,
        Style = PageSource.Read("page.css") + PageSource.Read("tokens.css"),
        Body = Tag.Plain("main", Tag.Heading(1, "top", title), Tag.In("p", "lead", description), Markup.Join(pictures)),
    }.ToString();
}
