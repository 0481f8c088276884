using System.ComponentModel;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using Interp.Core.Studies.Measures;

namespace Interp.Core.Studies.Specs;

/// <summary>The JSON Schema of specs, from their types.</summary>
internal static class SpecSchema
{
    public static JsonNode Make()
    {
        var schema = SpecJson.Options.GetJsonSchemaAsNode(typeof(StudySpec), new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Transform });
        schema.AsObject().Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.AsObject().Insert(1, "title", "A study of Interp");

        // Of lists whose elements have a text of their own the exporter leaves the elements out.
        schema["properties"]!["measures"]!["items"] = Choice([.. StudyMeasure.All.Select(measure => measure.Name)]);
        schema["properties"]!["settings"]!["items"] = Choice(SpecJson.Choices(typeof(Prompts.Setting))!);
        schema["properties"]!["ablations"]!["items"]!["properties"]!["heads"]!["items"] = Head();
        return schema;
    }

    private static JsonNode Transform(JsonSchemaExporterContext context, JsonNode schema)
    {
        var type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        var node = SpecJson.Choices(type) is { } choices ? Choice(choices)
            : type == typeof(Protocol) ? new JsonObject { ["type"] = "string" }
            : schema;
        if (node is JsonObject properties && context.PropertyInfo?.AttributeProvider?.GetCustomAttributes(typeof(DescriptionAttribute), inherit: false) is [DescriptionAttribute description, ..])
            properties.Insert(0, "description", description.Description);
        return node;
    }

    private static JsonObject Head() => new() { ["type"] = "string", ["pattern"] = "^[0-9]+\\.[0-9]+$" };

    private static JsonObject Choice(IReadOnlyList<string> choices) =>
        new() { ["type"] = "string", ["enum"] = new JsonArray([.. choices.Select(choice => (JsonNode)choice)]) };
}
