using System.Globalization;
using System.Text;
using Interp.Core.Prompts;

namespace Interp.Core.Results;

/// <summary>One column of a result table, and how a row's cell in it is found.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Type">What its cells hold.</param>
/// <param name="Optional">True where a cell may be empty.</param>
/// <param name="Get">The row's value: text, int, ulong or double as the type says, or null.</param>
internal sealed record Column<TRow>(string Name, CellType Type, bool Optional, Func<TRow, object?> Get)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static Column<TRow> Text(string name, Func<TRow, string> get) => new(name, CellType.Text, false, get);

    public static Column<TRow> OptionalText(string name, Func<TRow, string?> get) => new(name, CellType.Text, true, get);

    public static Column<TRow> Count(string name, Func<TRow, int> get) => new(name, CellType.Count, false, row => get(row));

    public static Column<TRow> OptionalCount(string name, Func<TRow, int?> get) => new(name, CellType.Count, true, row => get(row));

    public static Column<TRow> OptionalSeed(string name, Func<TRow, ulong?> get) => new(name, CellType.Seed, true, row => get(row));

    public static Column<TRow> Number(string name, Func<TRow, double> get) => new(name, CellType.Number, false, row => get(row));

    public static Column<TRow> OptionalNumber(string name, Func<TRow, double?> get) => new(name, CellType.Number, true, row => get(row));

    public static Column<TRow> Kind(string name, Func<TRow, PromptKind> get) => Text(name, row => PromptNames.Of(get(row)));

    /// <summary>The cell of a row that is to be written.</summary>
    /// <exception cref="ArgumentException">Nothing that could be read back.</exception>
    public object? CellOf(TRow row)
    {
        var cell = Get(row);
        var problem = cell switch
        {
            null => Optional ? null : "nothing",
            string text when string.IsNullOrWhiteSpace(text) => $"blank text \"{text}\"",
            string { Length: > ResultLimits.LongestCell } text => $"{text.Length} characters, more than {ResultLimits.LongestCell}",
            string text => IsUnicode(text) ? null : "half a character",
            int count and < 0 => count.ToString(CultureInfo.InvariantCulture),
            _ => null,
        };
        return problem is null ? cell : throw new ArgumentException($"Column {Name}: found {problem} in a row to be written; it could not be read back. Row: {row}.", nameof(row));
    }

    private static bool IsUnicode(string text)
    {
        try
        {
            return Utf8.GetByteCount(text) > 0;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }
}
