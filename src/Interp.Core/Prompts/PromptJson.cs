using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Interp.Core.Prompts;

/// <summary>The lines of a <see cref="PromptFile"/>.</summary>
internal static class PromptJson
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string WriteHead(PromptSet set) => Object(json =>
    {
        json.WriteString("dataset", set.Dataset);
        json.WriteNumber("format", set.Format);
        json.WriteString("setting", set.Setting.Name());
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
    });

    /// <summary>The set without its pairs, and how many of them follow.</summary>
    public static (PromptSet Head, int Pairs) ReadHead(JsonElement line)
    {
        var set = new PromptSet
        {
            Dataset = Property(line, "dataset").GetString()!,
            Format = Property(line, "format").GetInt32(),
            Setting = SettingNames.Parse(Property(line, "setting").GetString()!),
            Seed = Property(line, "seed").GetUInt64(),
            Labels = [.. Property(line, "labels").EnumerateArray().Select(label => label.GetString()!)],
            LabelTokens = Numbers(line, "label_tokens"),
            Pairs = [],
        };
        if (set.Labels.Length < 2 || set.Labels.Length != set.LabelTokens.Length)
            throw new InvalidDataException($"{set.Labels.Length} labels and {set.LabelTokens.Length} label tokens; expected two or more of each, equally many");
        return (set, Property(line, "pairs").GetInt32());
    }

    public static Prompt Read(JsonElement line, PromptKind kind, int classes)
    {
        var found = Property(line, "kind").GetString();
        if (found != Name(kind))
            throw new InvalidDataException($"found a prompt of kind \"{found}\", expected \"{Name(kind)}\"");

        var starts = Numbers(line, "label_start");
        var ends = Numbers(line, "label_end");
        var prompt = new Prompt
        {
            Text = Property(line, "text").GetString()!,
            Tokens = Numbers(line, "tokens"),
            PreLabel = Numbers(line, "pre_label"),
            LabelSpans = [.. starts.Zip(ends, (start, end) => new TokenSpan(start, end))],
            Classes = Numbers(line, "classes"),
            Shown = Numbers(line, "shown"),
        };

        int[] lengths = [prompt.PreLabel.Length, starts.Length, ends.Length, prompt.Classes.Length, prompt.Shown.Length];
        if (lengths[0] == 0 || lengths.Any(length => length != lengths[0]))
            throw new InvalidDataException($"lists of {string.Join(", ", lengths)} demonstrations; expected one number for each demonstration in every list");
        if (prompt.PreLabel.Any(at => at < 0 || at >= prompt.Tokens.Length) || prompt.LabelSpans.Any(span => span.Start < 0 || span.End <= span.Start || span.End > prompt.Tokens.Length))
            throw new InvalidDataException($"a label stands outside of the prompt's {prompt.Tokens.Length} tokens");
        if (prompt.Classes.Concat(prompt.Shown).Any(@class => @class < 0 || @class >= classes))
            throw new InvalidDataException($"a class is none of 0 to {classes - 1}");
        return prompt;
    }

    private static string Name(PromptKind kind) => kind == PromptKind.Correct ? "correct" : "false";

    private static JsonElement Property(JsonElement line, string name) =>
        line.TryGetProperty(name, out var value) ? value : throw new InvalidDataException($"key \"{name}\" is missing");

    private static ImmutableArray<int> Numbers(JsonElement line, string name) =>
        [.. Property(line, name).EnumerateArray().Select(number => number.GetInt32())];

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
