namespace Interp.Datasets.Reading;

/// <summary>Lines of a text, ended by LF or CR LF and nothing else.</summary>
internal static class Lines
{
    private const int ExcerptLength = 60;

    /// <summary>Each line with its number, from 1; what follows the last line end only if it is not empty.</summary>
    public static IEnumerable<(int Number, string Line)> Of(string text)
    {
        var number = 0;
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf('\n', start);
            if (end < 0)
                end = text.Length;
            var length = end - start;
            if (length > 0 && text[end - 1] == '\r')
                length--;
            yield return (++number, text.Substring(start, length));
            start = end + 1;
        }
    }

    /// <summary>The beginning of a text for a message.</summary>
    public static string Excerpt(string text) => text.Length <= ExcerptLength ? text : text[..ExcerptLength] + "…";
}
