using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Interp.Core.Studies.Specs;

/// <summary>Reads, checks and writes specs.</summary>
public static class SpecFile
{
    private const int MostBytes = 16 << 20;

    /// <summary>Reads a spec and checks all that can be checked without models and datasets.</summary>
    /// <param name="path">A JSON file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">No JSON, or not such a spec; each fault with its JSON path and what would be legal, a line each.</exception>
    public static StudySpec Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path}: there is no such file; expected a study's spec as JSON.", path);
        if (new FileInfo(path).Length > MostBytes)
            throw new InvalidDataException($"{path}: is larger than {MostBytes >> 20} MiB; no spec is.");
        try
        {
            return Parse(File.ReadAllText(path, new UTF8Encoding(false, throwOnInvalidBytes: true)));
        }
        catch (Exception e) when (e is InvalidDataException or DecoderFallbackException)
        {
            throw new InvalidDataException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>As <see cref="Read"/>, from text.</summary>
    /// <param name="json">The JSON.</param>
    /// <exception cref="InvalidDataException">No JSON, or not such a spec; each fault with its JSON path and what would be legal, a line each.</exception>
    public static StudySpec Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            Require(SpecShape.Faults(document.RootElement, typeof(StudySpec)));
            var spec = document.Deserialize<StudySpec>(SpecJson.Options)!;
            Require(SpecRules.Faults(spec));
            return spec;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"this is no JSON: {e.Message}", e);
        }
    }

    /// <summary>The spec as JSON, which reads back as an equal one.</summary>
    /// <param name="spec">A spec.</param>
    public static string Write(StudySpec spec) => JsonSerializer.Serialize(spec, SpecJson.Options);

    /// <summary>The JSON Schema of specs, for editors and other programs.</summary>
    public static JsonNode Schema() => SpecSchema.Make();

    private static void Require(IEnumerable<string> faults)
    {
        string[] all = [.. faults];
        if (all.Length > 0)
            throw new InvalidDataException(string.Join("\n", all));
    }
}
