using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Interp.Core.Studies.Specs;

/// <summary>Holds JSON against the types it is to become, member by member, so that a fault is named by its path and with what would be legal.</summary>
internal static class SpecShape
{
    /// <summary>The faults, in the order of the file; none where the JSON fits.</summary>
    /// <param name="json">The JSON.</param>
    /// <param name="type">What it is to become.</param>
    /// <param name="path">Where it stands.</param>
    public static IEnumerable<string> Faults(JsonElement json, Type type, string path = "$")
    {
        var info = SpecJson.Options.GetTypeInfo(type);
        if (json.ValueKind == JsonValueKind.Null)
            return Nullable.GetUnderlyingType(type) is not null ? [] : [$"{path}: found null; expected {Expected(type, info)}; leave the key out where there is nothing to say."];
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return Faults(json, inner, path);
        return info.Kind switch
        {
            JsonTypeInfoKind.Object => OfObject(json, info, path),
            JsonTypeInfoKind.Enumerable => OfList(json, info, path),
            _ => OfValue(json, type, info, path),
        };
    }

    private static IEnumerable<string> OfObject(JsonElement json, JsonTypeInfo info, string path)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            yield return $"{path}: found {Kind(json)}; expected an object with the keys {Names(info.Properties)}.";
            yield break;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in json.EnumerateObject())
        {
            var known = info.Properties.FirstOrDefault(known => known.Name == property.Name);
            if (!seen.Add(property.Name))
                yield return $"{path}.{property.Name}: stands here twice; keep one.";
            else if (known is null)
                yield return $"{path}.{property.Name}: is no key here; known are {Names(info.Properties)}.";
            else
            {
                foreach (var fault in Faults(property.Value, known.PropertyType, $"{path}.{property.Name}"))
                    yield return fault;
            }
        }

        foreach (var missing in info.Properties.Where(known => known.IsRequired && !seen.Contains(known.Name)))
            yield return $"{path}.{missing.Name}: is missing; expected {Expected(missing.PropertyType, SpecJson.Options.GetTypeInfo(missing.PropertyType))}.";
    }

    private static IEnumerable<string> OfList(JsonElement json, JsonTypeInfo info, string path) => json.ValueKind == JsonValueKind.Array
        ? json.EnumerateArray().SelectMany((element, index) => Faults(element, info.ElementType!, $"{path}[{index}]"))
        : [$"{path}: found {Kind(json)}; expected {Expected(info.Type, info)}."];

    private static IEnumerable<string> OfValue(JsonElement json, Type type, JsonTypeInfo info, string path)
    {
        try
        {
            json.Deserialize(info);
            return [];
        }
        catch (JsonException e)
        {
            // A converter of ours says what is wrong; the serializer's own messages speak of .NET types.
            var own = e.InnerException is ArgumentException or FormatException && type == typeof(Protocol) ? $" {e.InnerException.Message}" : "";
            return [$"{path}: found {Kind(json)}; expected {Expected(type, info)}.{own}"];
        }
    }

    private static string Names(IEnumerable<JsonPropertyInfo> properties) => string.Join(", ", properties.Select(property => property.Name));

    private static string Kind(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        _ => json.GetRawText() is { Length: > 60 } text ? text[..60] + "…" : json.GetRawText(),
    };

    private static string Expected(Type type, JsonTypeInfo info) => info.Kind switch
    {
        JsonTypeInfoKind.Object => $"an object with the keys {Names(info.Properties)}",
        JsonTypeInfoKind.Enumerable => $"a list, each {Expected(info.ElementType!, SpecJson.Options.GetTypeInfo(info.ElementType!))}",
        _ when SpecJson.Choices(type) is { } choices => $"one of {string.Join(", ", choices)}",
        _ when type == typeof(int) || type == typeof(ulong) => "a whole number",
        _ when type == typeof(double) => "a number",
        _ when type == typeof(bool) => "true or false",
        _ when type == typeof(Transformer.HeadId) => "a head as text, \"14.6\"",
        _ => "a text",
    };
}
