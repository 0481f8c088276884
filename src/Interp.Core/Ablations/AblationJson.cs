using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Interp.Core.Batches;
using Interp.Core.Transformer;

namespace Interp.Core.Ablations;

/// <summary>
/// JSON: <c>[{"heads":["14.6"],"attentions":[20],"mlps":[],"positions":"last-pre-label","with":"zero"}]</c>; a knockout
/// has the key <c>"keys"</c> besides.
/// </summary>
internal static class AblationJson
{
    private static readonly string[] Keys = ["heads", "attentions", "mlps", "positions", "with", "keys"];

    public static string Write(Ablation ablation) => new JsonArray([.. ablation.Parts.Select(WritePart)]).ToJsonString();

    public static Ablation Read(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            using var document = JsonDocument.Parse(json);
            return new Ablation(document.RootElement.EnumerateArray().Select(ReadPart).ToArray());
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new FormatException($"This is no ablation: {e.Message} Expected an array of objects with the keys {string.Join(", ", Keys)}.", e);
        }
    }

    private static JsonNode WritePart(AblationPart part)
    {
        var json = new JsonObject
        {
            ["heads"] = new JsonArray([.. part.Heads.Select(head => (JsonNode)head.ToString())]),
            ["attentions"] = new JsonArray([.. part.Attentions.Select(layer => (JsonNode)layer)]),
            ["mlps"] = new JsonArray([.. part.Mlps.Select(layer => (JsonNode)layer)]),
            ["positions"] = part.Positions.ToString(),
            ["with"] = part.With.ToString().ToLowerInvariant(),
        };
        if (part.Keys is { } keys)
            json["keys"] = keys.ToString();
        return json;
    }

    private static AblationPart ReadPart(JsonElement part, int index)
    {
        var unknown = part.EnumerateObject().Select(property => property.Name).Except(Keys).ToArray();
        if (unknown.Length > 0)
            throw new FormatException($"part {index} has the unknown key '{unknown[0]}'.");
        if (!part.TryGetProperty("positions", out var positions))
            throw new FormatException($"part {index} does not say its positions.");

        ImmutableArray<T> List<T>(string key, Func<JsonElement, T> read) => part.TryGetProperty(key, out var list) ? [.. list.EnumerateArray().Select(read)] : [];
        var with = part.TryGetProperty("with", out var name) ? name.GetString() : "zero";
        return new AblationPart
        {
            Heads = List("heads", head => HeadId.Parse(head.GetString() ?? "")),
            Attentions = List("attentions", layer => layer.GetInt32()),
            Mlps = List("mlps", layer => layer.GetInt32()),
            Positions = Positions.Parse(positions.GetString() ?? ""),
            Keys = part.TryGetProperty("keys", out var keys) ? Positions.Parse(keys.GetString() ?? "") : null,
            With = Enum.GetValues<Replacement>().Where(known => string.Equals(known.ToString(), with, StringComparison.OrdinalIgnoreCase)).Select(known => (Replacement?)known).FirstOrDefault()
                ?? throw new FormatException($"part {index} replaces with '{with}'; known are {string.Join(", ", Enum.GetNames<Replacement>()).ToLowerInvariant()}."),
        };
    }
}
