using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Interp.Core.Prompts;
using Interp.Core.Transformer;

namespace Interp.Core.Studies.Specs;

/// <summary>How specs are written as JSON.</summary>
internal static class SpecJson
{
    public static JsonSerializerOptions Options { get; } = Make();

    /// <summary>The same on one line.</summary>
    public static JsonSerializerOptions Lines { get; } = new(Options) { WriteIndented = false };

    /// <summary>The texts that a value may have, for types that are written as one of a few; null for others.</summary>
    public static IReadOnlyList<string>? Choices(Type type) => type switch
    {
        _ when type == typeof(Setting) => [.. Enum.GetValues<Setting>().Select(setting => setting.Name())],
        _ when type.IsEnum => [.. Enum.GetNames(type).Select(JsonNamingPolicy.CamelCase.ConvertName)],
        _ => null,
    };

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            WriteIndented = true,
            NewLine = "\n",
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
            Converters =
            {
                new TextConverter<Setting>(SettingNames.Parse, setting => setting.Name()),
                new TextConverter<Protocol>(Protocol.Parse, protocol => protocol.ToString()),
                new TextConverter<HeadId>(HeadId.Parse, head => head.ToString()),
                new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
            },
        };
        options.MakeReadOnly();
        return options;
    }

    /// <summary>Values that have a text of their own.</summary>
    private sealed class TextConverter<T>(Func<string, T> parse, Func<T, string> write) : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var text = reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw new JsonException("expected a text.");
            try
            {
                return parse(text);
            }
            catch (Exception e) when (e is ArgumentException or FormatException)
            {
                throw new JsonException(e is ArgumentException { ParamName: { } name } ? e.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal) : e.Message, e);
            }
        }

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(write(value));
    }
}
