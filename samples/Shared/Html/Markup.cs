using System.Buffers;
using System.Text;

namespace Interp.Samples.Shared.Html;

/// <summary>A piece of a page, safe by construction: text becomes markup by being escaped, and no other way is open outside this folder.</summary>
public readonly record struct Markup
{
    private static readonly SearchValues<char> Harmless = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,:;!?()[]{}|/+-*=_#%$@~^`\n");

    private readonly string? _source;

    private Markup(string source) => _source = source;

    /// <summary>Nothing.</summary>
    public static Markup Empty => default;

    /// <summary>True where there is nothing.</summary>
    public bool IsEmpty => string.IsNullOrEmpty(_source);

    /// <summary>Text, whoever wrote it: a model, a dataset, a user.</summary>
    /// <remarks>
    /// What no document may hold (control characters, halves of surrogate pairs) becomes U+FFFD; characters that reorder
    /// the text around them are spelled out, so that a prompt cannot make a page say something else.
    /// </remarks>
    public static Markup Text(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new Markup(Escape(text));
    }

    /// <summary>Text.</summary>
    public static implicit operator Markup(string text) => Text(text);

    /// <summary>One after the other.</summary>
    public static Markup operator +(Markup left, Markup right) => new(left._source + right._source);

    /// <summary>One after the other.</summary>
    public static Markup Join(IEnumerable<Markup> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        var all = new StringBuilder();
        foreach (var part in parts)
            all.Append(part._source);
        return new Markup(all.ToString());
    }

    /// <summary>One after the other, with something between.</summary>
    public static Markup Join(Markup between, IEnumerable<Markup> parts) => Join(parts.SelectMany((part, i) => i == 0 ? new[] { part } : [between, part]));

    /// <summary>The source of the document.</summary>
    public override string ToString() => _source ?? "";

    /// <summary>What is markup already.</summary>
    internal static Markup Raw(string source) => new(source);

    private static string Escape(string text)
    {
        if (!text.AsSpan().ContainsAnyExcept(Harmless))
            return text;
        var escaped = new StringBuilder(text.Length + 16);
        foreach (var rune in text.EnumerateRunes()) // Halves of pairs come as U+FFFD.
        {
            switch (rune.Value)
            {
                case '&': escaped.Append("&amp;"); break;
                case '<': escaped.Append("&lt;"); break;
                case '>': escaped.Append("&gt;"); break;
                case '"': escaped.Append("&quot;"); break;
                case '\'': escaped.Append("&#39;"); break;
                case '\r': escaped.Append('\u23CE'); break; // A parser would make it a line feed, and XML another thing.
                case var value when IsForbidden(value): escaped.Append('\uFFFD'); break;
                case var value when Reorders(value): escaped.Append(System.Globalization.CultureInfo.InvariantCulture, $"[U+{value:X4}]"); break;
                default: escaped.Append(rune.ToString()); break;
            }
        }

        return escaped.ToString();
    }

    private static bool IsForbidden(int value) => value is (< 0x20 and not '\n' and not '\t') or (>= 0x7F and < 0xA0) or (>= 0xFDD0 and <= 0xFDEF) || (value & 0xFFFE) == 0xFFFE;

    private static bool Reorders(int value) => value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0x200E or 0x200F or 0x061C;
}
