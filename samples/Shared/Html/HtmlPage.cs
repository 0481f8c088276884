using System.Security.Cryptography;
using System.Text;

namespace Interp.Samples.Shared.Html;

/// <summary>One page that needs nothing but itself: no request leaves it, and no script or style runs but its own, which its policy knows by their hashes.</summary>
public sealed record HtmlPage
{
    /// <summary>The title.</summary>
    public required string Title { get; init; }

    /// <summary>What the page is, in a sentence.</summary>
    public required string Description { get; init; }

    /// <summary>The style sheet.</summary>
    public required string Style { get; init; }

    /// <summary>The script, run when the page has been read; empty for none. The page must read well without it.</summary>
    public string Script { get; init; } = "";

    /// <summary>The body.</summary>
    public required Markup Body { get; init; }

    /// <summary>The policy: nothing may be loaded, sent or framed; one style sheet and one script run.</summary>
    public string Policy => $"default-src 'none'; style-src '{Hash(Style)}'; script-src {(Script.Length == 0 ? "'none'" : $"'{Hash(Script)}'")}; base-uri 'none'; form-action 'none'";

    /// <summary>The document.</summary>
    /// <exception cref="ArgumentException">The style sheet or the script would end its own element.</exception>
    public override string ToString()
    {
        var head = Markup.Join(
        [
            Tag.Of("meta", [("charset", "utf-8")]),
            Tag.Of("meta", [("http-equiv", "Content-Security-Policy"), ("content", Policy)]),
            Tag.Of("meta", [("name", "viewport"), ("content", "width=device-width, initial-scale=1")]),
            Tag.Of("meta", [("name", "color-scheme"), ("content", "light dark")]),
            Tag.Of("meta", [("name", "description"), ("content", Description)]),
            Tag.Of("meta", [("name", "referrer"), ("content", "no-referrer")]),
            Tag.Plain("title", Title),
            Tag.Plain("style", Source(Style)),
        ]);
        var html = Tag.Of("html", [("lang", "en")], Tag.Plain("head", head), Tag.Plain("body", Body, Script.Length == 0 ? Markup.Empty : Tag.Plain("script", Source(Script))));
        return $"<!DOCTYPE html>\n{html}\n";
    }

    /// <summary>A hash as content security policies write it.</summary>
    public static string Hash(string source) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(source)))}";

    private static Markup Source(string source) => source.Contains("</", StringComparison.Ordinal) || source.Contains("<!--", StringComparison.Ordinal) || source.Contains('\r', StringComparison.Ordinal)
        ? throw new ArgumentException("A style sheet or script holds \"</\", \"<!--\" or a carriage return, which would end or change it.")
        : Markup.Raw(source);
}
