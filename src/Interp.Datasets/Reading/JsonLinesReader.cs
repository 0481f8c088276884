using System.Collections.Immutable;
using System.Text.Json;

namespace Interp.Datasets.Reading;

/// <summary>JSON Lines. The first object's keys are the columns.</summary>
internal sealed class JsonLinesReader : TableReader
{
    public override ImmutableArray<string> Extensions { get; } = [".jsonl"];

    public override Table Read(string path, ImmutableArray<string> columns)
    {
        var text = DatasetFile.ReadText(path, TextEncoding.Utf8);
        var first = Lines.Of(text).FirstOrDefault();
        if (first.Line is null)
            throw new InvalidDataException($"{path}: the file is empty; expected one JSON object a line.");

        using var document = Parse(path, first.Number, first.Line);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            throw new InvalidDataException($"{path}: line {first.Number}: found {document.RootElement.ValueKind}, expected an object.");
        ImmutableArray<string> keys = [.. document.RootElement.EnumerateObject().Select(property => property.Name)];
        ImmutableArray<string> present = [.. columns.Where(column => keys.Contains(column))];
        return new Table(present.Length == columns.Length ? columns : keys, present.Length == columns.Length ? Rows(path, text, columns) : []);
    }

    private static IEnumerable<TableRow> Rows(string path, string text, ImmutableArray<string> columns)
    {
        foreach (var (number, line) in Lines.Of(text).Where(line => line.Line.Length > 0))
        {
            using var document = Parse(path, number, line);
            yield return new TableRow(number, JsonCells.Of(document.RootElement, columns, $"{path}: line {number}"));
        }
    }

    private static JsonDocument Parse(string path, int number, string line)
    {
        try
        {
            return JsonDocument.Parse(line, JsonCells.OnceEach);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path}: line {number}: found no JSON ({e.Message}); expected one JSON object a line.", e);
        }
    }
}
