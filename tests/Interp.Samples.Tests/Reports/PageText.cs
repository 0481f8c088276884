using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Interp.Samples.Tests.Reports;

/// <summary>A page as a tree, read by a parser that forgives nothing.</summary>
internal static partial class PageText
{
    public static XElement Parse(string page)
    {
        page.Should().StartWith("<!DOCTYPE html>\n");
        return XElement.Parse(VoidTag().Replace(page["<!DOCTYPE html>\n".Length..], "<$1$2/>"), LoadOptions.PreserveWhitespace);
    }

    public static IEnumerable<XElement> Named(this XElement page, string name) => page.Descendants().Where(element => element.Name.LocalName == name);

    [GeneratedRegex("<(meta|br|hr|input|col|link|wbr)((?: [^<>]*)?)>")]
    private static partial Regex VoidTag();
}
