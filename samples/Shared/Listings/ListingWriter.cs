using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Interp.Samples.Shared.Terminal;
using Spectre.Console;

namespace Interp.Samples.Shared.Listings;

/// <summary>Writes listings to standard output.</summary>
public static class ListingWriter
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, TypeInfoResolver = new DefaultJsonTypeInfoResolver() };
    private static readonly JsonSerializerOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    /// <summary>Writes one.</summary>
    /// <param name="terminal">Where.</param>
    /// <param name="listing">What.</param>
    /// <param name="format">How.</param>
    public static void Write(SampleTerminal terminal, Listing listing, ListingFormat format)
    {
        ArgumentNullException.ThrowIfNull(terminal);
        ArgumentNullException.ThrowIfNull(listing);
        switch (format)
        {
            case ListingFormat.Table:
                WriteTable(terminal, listing);
                break;
            case ListingFormat.Json:
                terminal.Line(new JsonObject { ["schema"] = Listing.Schema, ["kind"] = listing.Kind, ["rows"] = new JsonArray([.. listing.Rows.Select(row => Object(listing, row))]) }.ToJsonString(Indented));
                break;
            case ListingFormat.Jsonl:
                foreach (var row in listing.Rows)
                    terminal.Line(new JsonObject([new("schema", Listing.Schema), new("kind", listing.Kind), .. Object(listing, row).Select(pair => new KeyValuePair<string, JsonNode?>(pair.Key, pair.Value?.DeepClone()))]).ToJsonString(OneLine));
                break;
            case ListingFormat.Csv:
                terminal.Line(string.Join(',', ["schema", .. listing.Columns]));
                foreach (var row in listing.Rows)
                    terminal.Line(string.Join(',', [Listing.Schema.ToString(CultureInfo.InvariantCulture), .. row.Select(value => Quoted(Exact(value)))]));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(format), format, "There is no such format.");
        }
    }

    private static JsonObject Object(Listing listing, IReadOnlyList<object?> row) =>
        new(listing.Columns.Zip(row, (name, value) => new KeyValuePair<string, JsonNode?>(name, JsonSerializer.SerializeToNode(value))));

    private static void WriteTable(SampleTerminal terminal, Listing listing)
    {
        string[][] cells = [.. listing.Rows.Select(row => row.Select(Short).ToArray())];
        var width = listing.Columns.Select((name, i) => cells.Select(row => row[i].Length).Append(name.Length).Max() + 2).Sum();
        if (terminal.Interactive && width > terminal.Out.Profile.Width)
        {
            foreach (var row in cells)
                terminal.Line(string.Join('\n', listing.Columns.Zip(row, (name, value) => $"{name}: {value}")) + "\n");
            return;
        }

        var table = new Table().Border(TableBorder.None);
        foreach (var (i, name) in listing.Columns.Index())
        {
            var column = new TableColumn(Markup.Escape(name)).NoWrap().PadRight(2).PadLeft(0);
            table.AddColumn(listing.Rows.Any(row => row[i] is int or long or double) ? column.RightAligned() : column);
        }

        foreach (var row in cells)
            table.AddRow([.. row.Select(Markup.Escape)]);
        terminal.WriteWide(table);
    }

    /// <summary>For people: two digits behind the point.</summary>
    private static string Short(object? value) => value is double number ? number.ToString("0.00", CultureInfo.InvariantCulture) : Exact(value);

    private static string Exact(object? value) => value switch
    {
        null => "",
        bool truth => truth ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static string Quoted(string text) => text.AsSpan().IndexOfAny(",\"\n\r") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
