using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Interp.Samples.Tests.Reports;

/// <summary>A page as a tree, read by a parser that forgives nothing.</summary>
internal static partial class PageText
{
    public static XElement Parse(string page)
    {
        page.Should().StartWith("<!DOCTYPE html>\n");
        var source = OwnSource().Replace(page["<!DOCTYPE html>\n".Length..], "<$1><![CDATA[$2]]></$1>");
        return XElement.Parse(VoidTag().Replace(source, "<$1$2/>"), LoadOptions.PreserveWhitespace);
    }

    public static IEnumerable<XElement> Named(this XElement page, string name) => page.Descendants().Where(element => element.Name.LocalName == name);

    /// <summary>The page's style sheet and script, which HTML takes as they are; what texts would add is escaped and not found by this.</summary>
    [GeneratedRegex("<(style|script)>(.*?)</\\1>", RegexOptions.Singleline)]
    private static partial Regex OwnSource();

    [GeneratedRegex("<(meta|br|hr|input|col|link|wbr)((?: [^<>]*)?)>")]
    private static partial Regex VoidTag();
}
