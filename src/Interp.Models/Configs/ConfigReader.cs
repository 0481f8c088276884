using System.Text.Json;
using Interp.Models.Checkpoints;

namespace Interp.Models.Configs;

/// <summary>
/// Reads a JSON object key by key and remembers which keys were used, so that one nobody understood is refused by name
/// instead of changing the model in silence.
/// </summary>
public sealed partial class ConfigReader
{
    private const int MaximumBytes = 16 * 1024 * 1024;

    private readonly JsonElement _object;
    private readonly string _where;
    private readonly IReadOnlyCollection<string> _ignored;
    private readonly HashSet<string> _used = [];
    private readonly Dictionary<string, string> _synonyms = [];
    private readonly Dictionary<string, ConfigReader> _nested = [];
    private bool _finished;

    private ConfigReader(JsonElement json, string where, IReadOnlyCollection<string> ignored)
    {
        _object = json;
        _where = where;
        _ignored = ignored;
    }

    /// <summary>Reads a config.json.</summary>
    /// <param name="path">The file.</param>
    /// <param name="ignored">Keys to read as if they were not there; "a.b" is b of the object a.</param>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="InvalidDataException">It is not a JSON object.</exception>
    internal static ConfigReader Open(string path, IReadOnlyCollection<string>? ignored = null)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path} is missing: a model folder holds config.json beside its weights.", path);
        if (new FileInfo(path).Length is > MaximumBytes and var length)
            throw Malformed.File(path, $"it has {length} bytes; a config.json has a few thousand");

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { MaxDepth = 32 });
            return FromElement(document.RootElement.Clone(), path, ignored);
        }
        catch (JsonException e)
        {
            throw Malformed.File(path, $"it is not valid JSON ({e.Message.TrimEnd('.')})", e);
        }
    }

    /// <summary>Wraps a JSON object; <paramref name="where"/> leads every message.</summary>
    internal static ConfigReader FromElement(JsonElement json, string where, IReadOnlyCollection<string>? ignored = null)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw Malformed.File(where, $"expected a JSON object, found {json.ValueKind}");
        if (Duplicate(json, where) is { } duplicate)
            throw Malformed.File(where, $"key {Malformed.Quote(duplicate)} stands there twice");
        return new ConfigReader(json, where, ignored ?? []);
    }

    private static string? Duplicate(JsonElement json, string where)
    {
        try
        {
            return json.EnumerateObject().GroupBy(property => property.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1)?.Key;
        }
        catch (InvalidOperationException e)
        {
            // What the parser throws for a key with half a surrogate pair.
            throw Malformed.File(where, "it has a key that is not valid Unicode", e);
        }
    }

    /// <summary>Whether this object and every one read from it were finished.</summary>
    internal bool IsFinished => _finished && _nested.Values.All(nested => nested.IsFinished);

    /// <summary>What leads every message: the file, and the object in it.</summary>
    internal string Where => _where;

    /// <summary>
    /// From here on other spellings stand for the ones that are read, as generations of transformers have them. A config may
    /// have several of one key, if they agree.
    /// </summary>
    /// <param name="synonyms">From another spelling to the one that is read.</param>
    public void AddSynonyms(IReadOnlyDictionary<string, string> synonyms)
    {
        ArgumentNullException.ThrowIfNull(synonyms);
        foreach (var (other, read) in synonyms)
            _synonyms[other] = read;
    }

    /// <summary>Whether the key is there and not null.</summary>
    /// <param name="key">A key of the object.</param>
    public bool Has(string key) => Find(key) is not null;

    /// <summary>Every key must have been used, or be one of those ignored for a reason. A null that nobody reads says nothing.</summary>
    /// <param name="ignored">Keys that change nothing, each with the reason: mostly <see cref="IgnoredKeys.Common"/>.</param>
    /// <exception cref="InvalidDataException">Others are left; the message names them, and says what they mean where that is known.</exception>
    public void Finish(params IEnumerable<IReadOnlyDictionary<string, string>> ignored)
    {
        ArgumentNullException.ThrowIfNull(ignored);
        var reasons = ignored.ToArray();
        var left = _object.EnumerateObject()
            .Where(property => property.Value.ValueKind != JsonValueKind.Null && !_used.Contains(property.Name) && !IsIgnored(property.Name)
                && !reasons.Any(known => known.ContainsKey(property.Name)) && !IgnoredKeys.ChangeNothing(property))
            .ToArray();
        if (left.Length > 0)
            throw Malformed.File(_where, RefusedKeys.Explain(left));

        _finished = true;
    }

    /// <summary>What to throw where a value cannot be.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="found">The value.</param>
    /// <param name="expected">What it should have been.</param>
    /// <returns>An exception that names file, key, found and expected.</returns>
    public InvalidDataException Wrong(string key, object found, string expected)
    {
        ArgumentNullException.ThrowIfNull(found);
        return Malformed.File(_where, $"{Spelling(key)} is {Shown(found)}, expected {expected}");
    }

    private InvalidDataException Missing(string key) => Malformed.File(_where, $"{key} is missing");

    private bool IsIgnored(string key) => _ignored.Contains(key);

    /// <summary>A value as messages show it: a number as it stands, any text cut.</summary>
    private static string Shown(object found)
    {
        const int Most = 100;
        var text = found is JsonElement json ? json.GetRawText() : FormattableString.Invariant($"{found}");
        return text.Length <= Most ? text : text[..Most] + "...";
    }

    private IEnumerable<string> Spellings(string key) => _synonyms.Where(pair => pair.Value == key).Select(pair => pair.Key).Prepend(key);

    /// <summary>The spelling that the file has; the one that is read where it has none.</summary>
    private string Spelling(string key) => Spellings(key).FirstOrDefault(spelling => Stored(spelling) is not null) ?? key;

    /// <summary>The value of a key that may be spelt in several ways; null where it is absent or null.</summary>
    private JsonElement? Find(string key)
    {
        (string Spelling, JsonElement Value)? first = null;
        foreach (var spelling in Spellings(key))
        {
            _used.Add(spelling);
            if (Stored(spelling) is not { ValueKind: not JsonValueKind.Null } value)
                continue;
            if (first is { } known && !IsSame(known.Value, value))
                throw Malformed.File(_where, $"{known.Spelling} is {Shown(known.Value)}, but {spelling}, another spelling of it, is {Shown(value)}; make the two agree, or name the wrong one in {nameof(PretrainedOptions)}.{nameof(PretrainedOptions.IgnoredKeys)}");
            first ??= (spelling, value);
        }

        return first?.Value;
    }

    private JsonElement? Stored(string spelling) => !IsIgnored(spelling) && _object.TryGetProperty(spelling, out var value) ? value : null;

    // 10000 and 10000.0 are one number.
    private static bool IsSame(JsonElement one, JsonElement other) =>
        one.ValueKind == JsonValueKind.Number && other.ValueKind == JsonValueKind.Number && one.TryGetDouble(out var a) && other.TryGetDouble(out var b)
            ? a == b
            : one.GetRawText() == other.GetRawText();
}
