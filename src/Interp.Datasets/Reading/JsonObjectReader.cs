using System.Collections.Immutable;
using System.Text.Json;

namespace Interp.Datasets.Reading;

/// <summary>One JSON object of numbered rows.</summary>
internal sealed class JsonObjectReader : TableReader
{
    public override ImmutableArray<string> Extensions { get; } = [".json"];

    public override Table Read(string path, ImmutableArray<string> columns)
    {
        try
        {
            using var document = JsonDocument.Parse(DatasetFile.ReadText(path, TextEncoding.Utf8), JsonCells.OnceEach);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new InvalidDataException($"{path}: found {document.RootElement.ValueKind}, expected an object of rows.");
            return new Table(columns, [.. Rows(path, document.RootElement, columns)], "row");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path}: found no JSON ({e.Message}); expected one object of rows.", e);
        }
    }

    private static IEnumerable<TableRow> Rows(string path, JsonElement root, ImmutableArray<string> columns)
    {
        var number = 0;
        foreach (var row in root.EnumerateObject())
            yield return new TableRow(++number, JsonCells.Of(row.Value, columns, $"{path}: row \"{row.Name}\""));
    }
}
