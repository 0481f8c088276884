using System.Text;

namespace Interp.Samples.Shared.Html;

/// <summary>Makes elements, of HTML and of SVG.</summary>
public static class Tag
{
    private static readonly string[] Void = ["meta", "br", "hr", "input", "col", "link", "wbr"];
    private static readonly string[] Addresses = ["href", "src", "xlink:href", "action", "formaction"];

    /// <summary>An element.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="attributes">Name and value; a null value leaves the attribute out.</param>
    /// <param name="content">What stands in it.</param>
    /// <exception cref="ArgumentException">
    /// A name that is none; an attribute that the page's content security policy would refuse (style, on…); an address that
    /// would leave the page by itself.
    /// </exception>
    public static Markup Of(string name, ReadOnlySpan<(string Name, string? Value)> attributes, params ReadOnlySpan<Markup> content)
    {
        RequireName(name);
        var source = new StringBuilder().Append('<').Append(name);
        foreach (var (attribute, value) in attributes)
        {
            if (value is null)
                continue;
            Require(attribute, value);
            source.Append(' ').Append(attribute).Append("=\"").Append(Markup.Text(value)).Append('"');
        }

        source.Append('>');
        if (Array.IndexOf(Void, name) >= 0)
            return content.IsEmpty ? Markup.Raw(source.ToString()) : throw new ArgumentException($"<{name}> holds nothing.", nameof(content));
        foreach (var part in content)
            source.Append(part);
        return Markup.Raw(source.Append("</").Append(name).Append('>').ToString());
    }

    /// <summary>An element of a class.</summary>
    public static Markup In(string name, string @class, params ReadOnlySpan<Markup> content) => Of(name, [("class", @class)], content);

    /// <summary>An element without attributes.</summary>
    public static Markup Plain(string name, params ReadOnlySpan<Markup> content) => Of(name, [], content);

    /// <summary>A paragraph.</summary>
    public static Markup P(params ReadOnlySpan<Markup> content) => Of("p", [], content);

    /// <summary>A heading of a level.</summary>
    public static Markup Heading(int level, string id, Markup content) => Of($"h{level}", [("id", id)], content);

    /// <summary>A link within the page, or to a public address.</summary>
    public static Markup Link(string address, Markup content) => Of("a", [("href", address)], content);

    /// <summary>Something folded away.</summary>
    public static Markup Details(Markup summary, params ReadOnlySpan<Markup> content) => Plain("details", [Plain("summary", summary), .. content]);

    /// <summary>An identifier: letters and digits of a text, all else a hyphen.</summary>
    public static string Id(params ReadOnlySpan<string> parts)
    {
        var id = new StringBuilder();
        foreach (var part in parts)
        {
            if (id.Length > 0)
                id.Append('-');
            foreach (var letter in part)
                id.Append(char.IsAsciiLetterOrDigit(letter) ? char.ToLowerInvariant(letter) : '-');
        }

        return id.ToString();
    }

    private static void Require(string attribute, string value)
    {
        RequireName(attribute);
        if (attribute == "style" || attribute.StartsWith("on", StringComparison.OrdinalIgnoreCase))
            throw new ArgumentException($"The attribute {attribute} is refused by the page's content security policy; use a class, or the script.", nameof(attribute));
        if (Array.IndexOf(Addresses, attribute) >= 0 && !(value.StartsWith('#') || value.StartsWith("data:", StringComparison.Ordinal) || value.StartsWith("https://", StringComparison.Ordinal)))
            throw new ArgumentException($"The address {value} is neither within the page, nor data, nor https.", nameof(attribute));
    }

    private static void RequireName(string name)
    {
        if (name.Length == 0 || !char.IsAsciiLetter(name[0]) || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or ':'))
            throw new ArgumentException($"\"{name}\" names no element or attribute.", nameof(name));
    }
}
