using System.Text;

namespace Interp.Samples.Shared.Html;

/// <summary>Links to files that stand in the page itself.</summary>
public static class DataLink
{
    /// <summary>A link that saves a file.</summary>
    /// <param name="fileName">The name it is saved under.</param>
    /// <param name="type">Its media type.</param>
    /// <param name="content">Its text.</param>
    /// <param name="words">The words of the link.</param>
    public static Markup Of(string fileName, string type, string content, string words)
    {
        var address = $"data:{type};base64,{Convert.ToBase64String(Encoding.UTF8.GetBytes(content))}";
        return Tag.Of("a", [("download", fileName), ("href", address)], words);
    }

    /// <summary>Comma-separated values of cells; texts that a spreadsheet would run as formulas are led by an apostrophe.</summary>
    /// <param name="columns">Names of the columns.</param>
    /// <param name="rows">Cells, as text; numbers in their invariant form.</param>
    public static string Csv(IEnumerable<string> columns, IEnumerable<IEnumerable<string>> rows) =>
        string.Concat(rows.Prepend(columns).Select(row => string.Join(',', row.Select(Quote)) + "\n"));

    private static string Quote(string cell)
    {
        var isNumber = double.TryParse(cell, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out _);
        var guarded = !isNumber && cell.Length > 0 && "=+-@\t\r".Contains(cell[0], StringComparison.Ordinal) ? "'" + cell : cell;
        return guarded.AsSpan().ContainsAny("\",\r\n") ? $"\"{guarded.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : guarded;
    }
}
