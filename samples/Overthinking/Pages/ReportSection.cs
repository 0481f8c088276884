using Interp.Samples.Shared.Html;

namespace Interp.Samples.Overthinking.Pages;

/// <summary>A section of the report.</summary>
internal abstract class ReportSection
{
    /// <summary>Its place in the page.</summary>
    public abstract string Id { get; }

    /// <summary>Its heading.</summary>
    public abstract string Title { get; }

    /// <summary>What results must hold for it.</summary>
    public abstract string Needs { get; }

    /// <summary>Its contents; nothing where the rows do not hold what it needs.</summary>
    public abstract Markup Body(ReportRows rows);

    /// <summary>The whole section, or nothing.</summary>
    public Markup Render(ReportRows rows) =>
        Body(rows) is { IsEmpty: false } body ? Tag.Of("section", [("id", Id), ("aria-labelledby", $"{Id}-h")], Tag.Heading(2, $"{Id}-h", Title), body) : Markup.Empty;

    /// <summary>A heading for a model, where there are several.</summary>
    protected Markup ModelHeading(ReportRows rows, string model) =>
        rows.Models.Count > 1 ? Tag.Heading(3, Tag.Id(Id, Num.Of(rows.Models.ToList().IndexOf(model))), model) : Markup.Empty;

    /// <summary>An identifier of something of a model in this section: numbers for names, which may be alike but for their marks.</summary>
    protected string IdOf(ReportRows rows, string model, params string[] parts) => Tag.Id([Id, Num.Of(rows.Models.ToList().IndexOf(model)), .. parts]);
}
