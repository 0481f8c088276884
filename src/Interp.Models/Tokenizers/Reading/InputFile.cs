using System.Text.Json;
using Interp.Models.Checkpoints;

namespace Interp.Models.Tokenizers.Reading;

/// <summary>Opens tokenizer files, none larger than any tokenizer is.</summary>
internal static class InputFile
{
    // The largest in use (vocabularies of 256,000 tokens with merges as pairs) are below 40 MB.
    private const long LargestFile = 128L << 20;

    private static readonly JsonDocumentOptions _options = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    /// <summary>Opens a file for reading.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is too large to be a tokenizer's.</exception>
    public static FileStream Open(string path)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"There is no tokenizer file '{path}'; it is saved beside the model's weights.", path);

        var stream = File.OpenRead(path);
        if (stream.Length <= LargestFile) return stream;

        long length = stream.Length;
        stream.Dispose();
        throw Malformed.Data(
            $"{path}: has {length} bytes; tokenizer files have at most {LargestFile}. This is not a tokenizer file.");
    }

    /// <summary>Reads a JSON file.</summary>
    /// <exception cref="InvalidDataException">It is not JSON, or <paramref name="read"/> refuses it.</exception>
    public static T ReadJson<T>(string path, Func<JsonPart, T> read)
    {
        using var document = Parse(path);
        try
        {
            return read(JsonPart.Root(path, document.RootElement));
        }
        catch (InvalidOperationException broken)
        {
            // What the parser throws for a key that is not Unicode, when it is asked for the key.
            throw Malformed.File(path, "it has a key that is not valid Unicode. Fetch the file again", broken);
        }
    }

    private static JsonDocument Parse(string path)
    {
        using var stream = Open(path);
        try
        {
            return JsonDocument.Parse(stream, _options);
        }
        catch (JsonException broken)
        {
            throw Malformed.Data(
                $"{path}: line {broken.LineNumber + 1}: is not the JSON of a tokenizer: {broken.Message} Fetch the file again.", broken);
        }
        catch (InvalidOperationException broken)
        {
            // What the parser throws for a key with half a surrogate pair, which it meets when it compares keys.
            throw Malformed.Data($"{path}: has a key that is not valid Unicode. Fetch the file again.", broken);
        }
    }
}
