using Interp.Samples.Shared.Html;

namespace Interp.Samples.Tests.Shared.Html;

public sealed class MarkupTests
{
    [Theory]
    [InlineData("plain words, 1.5!", "plain words, 1.5!")]
    [InlineData("<b> & \"it's\"", "&lt;b&gt; &amp; &quot;it&#39;s&quot;")]
    [InlineData("a\tb\nc", "a\tb\nc")]
    [InlineData("a\rb", "a\u23CEb")]
    [InlineData("\0\u0008\u001B\u007F\u0085\uFFFF", "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD")]
    [InlineData("\u202Eabc\u2066", "[U+202E]abc[U+2066]")]
    [InlineData("naïve 日本 🙂", "naïve 日本 🙂")]
    public void Text_AnyCharacters_IsSafe(string text, string expected) => Markup.Text(text).ToString().Should().Be(expected);

    [Fact]
    public void Text_HalfOfAPair_IsReplaced() => Markup.Text("a\uD83Db").ToString().Should().Be("a\uFFFDb");

    [Fact]
    public void Of_TextInAttributes_IsEscaped() =>
        Tag.Of("p", [("title", "\"><script>"), ("lang", null)], "a<b", Tag.In("b", "x", "c")).ToString().Should().Be("<p title=\"&quot;&gt;&lt;script&gt;\">a&lt;b<b class=\"x\">c</b></p>");

    [Theory]
    [InlineData("style", "color:red")]
    [InlineData("onclick", "alert(1)")]
    [InlineData("OnLoad", "alert(1)")]
    [InlineData("href", "javascript:alert(1)")]
    [InlineData("href", "http://example.com")]
    [InlineData("src", "//example.com/a.png")]
    [InlineData("a b", "")]
    [InlineData("", "")]
    public void Of_AttributeThatThePolicyRefuses_Throws(string attribute, string value) =>
        FluentActions.Invoking(() => Tag.Of("a", [(attribute, value)])).Should().Throw<ArgumentException>();

    [Fact]
    public void Of_NameThatIsNone_Throws() => FluentActions.Invoking(() => Tag.Plain("p onclick=x")).Should().Throw<ArgumentException>();

    [Fact]
    public void Of_VoidElement_HoldsNothing()
    {
        Tag.Of("meta", [("charset", "utf-8")]).ToString().Should().Be("<meta charset=\"utf-8\">");
        FluentActions.Invoking(() => Tag.Plain("br", "text")).Should().Throw<ArgumentException>();
    }

    [Theory]
    [InlineData("p{}</style>")]
    [InlineData("<!-- p")]
    [InlineData("p\r\n{}")]
    public void Page_StyleThatEndsItself_Throws(string style) =>
        FluentActions.Invoking(() => new HtmlPage { Title = "t", Description = "d", Style = style, Body = "b" }.ToString()).Should().Throw<ArgumentException>();

    [Fact]
    public void Page_WithoutScript_AllowsNone()
    {
        var page = new HtmlPage { Title = "t", Description = "d", Style = "p{}", Body = "b" };
        page.Policy.Should().Contain("script-src 'none'");
        page.ToString().Should().NotContain("<script").And.Contain("<style>p{}</style>");
    }

    /// <summary>From RFC 6234's test vector of "abc".</summary>
    [Fact]
    public void Hash_KnownText_IsItsSha256() =>
        HtmlPage.Hash("abc").Should().Be("sha256-" + Convert.ToBase64String(Convert.FromHexString("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")));
}
