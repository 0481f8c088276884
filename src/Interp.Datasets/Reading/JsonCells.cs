using System.Collections.Immutable;
using System.Text.Json;

namespace Interp.Datasets.Reading;

/// <summary>Cells of JSON objects.</summary>
internal static class JsonCells
{
    /// <summary>Every key stands once: of two values none is the right one.</summary>
    public static JsonDocumentOptions OnceEach { get; } = new() { AllowDuplicateProperties = false };

    /// <summary>The cells of the columns asked for that the object has, in their order; null where one is missing.</summary>
    public static string[] Of(JsonElement row, ImmutableArray<string> columns, string where)
    {
        if (row.ValueKind != JsonValueKind.Object)
            throw new InvalidDataException($"{where}: found {row.ValueKind}, expected an object.");

        var cells = new string[columns.Length];
        for (var i = 0; i < cells.Length; i++)
        {
            if (!row.TryGetProperty(columns[i], out var value))
                throw new InvalidDataException($"{where}: key \"{columns[i]}\" is missing; found {Keys(row)}.");
            cells[i] = Text(value, $"{where}: key \"{columns[i]}\"");
        }

        return cells;
    }

    /// <summary>The keys of an object for a message.</summary>
    public static string Keys(JsonElement row) => string.Join(", ", row.EnumerateObject().Select(property => property.Name));

    private static string Text(JsonElement value, string where)
    {
        if (value.ValueKind == JsonValueKind.Number)
            return value.GetRawText();
        if (value.ValueKind != JsonValueKind.String)
            throw new InvalidDataException($"{where}: found {value.ValueKind}, expected text or a number.");

        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw new InvalidDataException($"{where}: the text has half of a surrogate pair; expected whole characters.", e);
        }
    }
}
