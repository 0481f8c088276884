using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Interp.Core.Prompts;

/// <summary>The lines of a <see cref="PromptFile"/>.</summary>
internal static class PromptJson
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonDocumentOptions OnceEach = new() { AllowDuplicateProperties = false };

    private static readonly ImmutableArray<string> HeadKeys = ["dataset", "format", "setting", "protocol", "seed", "labels", "label_tokens", "pairs"];
    private static readonly ImmutableArray<string> PromptKeys =
        ["kind", "text", "tokens", "pre_label", "label_start", "label_end", "classes", "shown", "own_marks"];

    /// <summary>One line as JSON.</summary>
    public static JsonDocument Parse(string line) => JsonDocument.Parse(line, OnceEach);

    public static string WriteHead(PromptSet set) => Object(json =>
    {
        json.WriteString("dataset", set.Dataset);
        json.WriteNumber("format", set.Format);
        json.WriteString("setting", set.Setting.Name());
        json.WriteString("protocol", set.Protocol.ToString());
        json.WriteNumber("seed", set.Seed);
        json.WritePropertyName("labels");
        json.WriteStartArray();
        foreach (var label in set.Labels)
            json.WriteStringValue(label);
        json.WriteEndArray();
        Numbers(json, "label_tokens", set.LabelTokens);
        json.WriteNumber("pairs", set.Pairs.Length);
    });

    public static string Write(PromptKind kind, Prompt prompt) => Object(json =>
    {
        json.WriteString("kind", Name(kind));
        json.WriteString("text", prompt.Text);
        Numbers(json, "tokens", prompt.Tokens);
        Numbers(json, "pre_label", prompt.PreLabel);
        Numbers(json, "label_start", [.. prompt.LabelSpans.Select(span => span.Start)]);
        Numbers(json, "label_end", [.. prompt.LabelSpans.Select(span => span.End)]);
        Numbers(json, "classes", prompt.Classes);
        Numbers(json, "shown", prompt.Shown);
        if (prompt.OwnMarks.IsEmpty)
            return;

        json.WriteStartObject("own_marks");
        foreach (var (name, places) in prompt.OwnMarks.OrderBy(mark => mark.Key, StringComparer.Ordinal)) // a dictionary has no order of its own
            Numbers(json, name, places);
        json.WriteEndObject();
    });

    /// <summary>The set without its pairs, and how many of them follow.</summary>
    public static (PromptSet Head, int Pairs) ReadHead(JsonElement line)
    {
        var set = new PromptSet
        {
            Dataset = Text(Property(line, "dataset"), "dataset"),
            Format = Property(line, "format").GetInt32(),
            Setting = SettingNames.Parse(Text(Property(line, "setting"), "setting")),
            Protocol = Protocol.Parse(Text(Property(line, "protocol"), "protocol")),
            Seed = Property(line, "seed").GetUInt64(),
            Labels = [.. Property(line, "labels").EnumerateArray().Select(label => Text(label, "labels"))],
            LabelTokens = Numbers(Property(line, "label_tokens")),
            Pairs = [],
        };
        var pairs = Property(line, "pairs").GetInt32();
        RefuseOtherKeys(line, HeadKeys);
        return PromptRules.BrokenBy(set) is { } broken ? throw new InvalidDataException(broken) : (set, pairs);
    }

    public static Prompt Read(JsonElement line, PromptKind kind, int labels)
    {
        var found = Text(Property(line, "kind"), "kind");
        if (found != Name(kind))
            throw new InvalidDataException($"found a prompt of kind \"{found}\", expected \"{Name(kind)}\"");

        var starts = Numbers(Property(line, "label_start"));
        var ends = Numbers(Property(line, "label_end"));
        if (starts.Length != ends.Length)
            throw new InvalidDataException($"{starts.Length} labels begin and {ends.Length} end; expected equally many");

        var prompt = new Prompt
        {
            Text = Text(Property(line, "text"), "text"),
            Tokens = Numbers(Property(line, "tokens")),
            PreLabel = Numbers(Property(line, "pre_label")),
            LabelSpans = [.. starts.Zip(ends, (start, end) => new TokenSpan(start, end))],
            Classes = Numbers(Property(line, "classes")),
            Shown = Numbers(Property(line, "shown")),
            OwnMarks = line.TryGetProperty("own_marks", out var marks)
                ? marks.EnumerateObject().ToImmutableDictionary(mark => mark.Name, mark => Numbers(mark.Value))
                : ImmutableDictionary<string, ImmutableArray<int>>.Empty,
        };
        RefuseOtherKeys(line, PromptKeys);
        return PromptRules.BrokenBy(prompt, labels) is { } broken ? throw new InvalidDataException(broken) : prompt;
    }

    private static string Name(PromptKind kind) => kind == PromptKind.Correct ? "correct" : "false";

    private static JsonElement Property(JsonElement line, string name) => line.TryGetProperty(name, out var value)
        ? value
        : throw new InvalidDataException($"key \"{name}\" is missing: the file is of an older version, or changed since it was made. Make it again");

    private static void RefuseOtherKeys(JsonElement line, ImmutableArray<string> known)
    {
        foreach (var property in line.EnumerateObject())
        {
            if (!known.Contains(property.Name))
                throw new InvalidDataException($"key \"{property.Name}\" is not known here; known: {string.Join(", ", known)}");
        }
    }

    private static string Text(JsonElement value, string name) => value.ValueKind == JsonValueKind.String
        ? value.GetString()!
        : throw new InvalidDataException($"key \"{name}\": found {value.ValueKind}, expected text");

    private static ImmutableArray<int> Numbers(JsonElement value) => [.. value.EnumerateArray().Select(number => number.GetInt32())];

    private static void Numbers(Utf8JsonWriter json, string name, ImmutableArray<int> numbers)
    {
        json.WritePropertyName(name);
        json.WriteStartArray();
        foreach (var number in numbers)
            json.WriteNumberValue(number);
        json.WriteEndArray();
    }

    private static string Object(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Readable))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }
}
