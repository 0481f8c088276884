using System.Globalization;
using System.Text.Json;

namespace Interp.Models.Configs;

/// <summary>
/// Reads a JSON object key by key and remembers which keys were used, so that one nobody understood is refused by name
/// instead of changing the model in silence.
/// </summary>
public sealed class ConfigReader
{
    private const int MaximumBytes = 16 * 1024 * 1024;

    private readonly JsonElement _object;
    private readonly string _where;
    private readonly HashSet<string> _used = [];
    private readonly Dictionary<string, ConfigReader> _nested = [];
    private bool _finished;

    private ConfigReader(JsonElement json, string where)
    {
        _object = json;
        _where = where;
    }

    /// <summary>Reads a config.json.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="InvalidDataException">It is not a JSON object.</exception>
    internal static ConfigReader Open(string path)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path} is missing: a model folder holds config.json beside its weights.", path);
        if (new FileInfo(path).Length is > MaximumBytes and var length)
            throw new InvalidDataException($"{path} has {length} bytes; a config.json has a few thousand.");

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { MaxDepth = 32 });
            return FromElement(document.RootElement.Clone(), path);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path} is not valid JSON: {e.Message}", e);
        }
    }

    /// <summary>Wraps a JSON object; <paramref name="where"/> leads every message.</summary>
    internal static ConfigReader FromElement(JsonElement json, string where)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw new InvalidDataException($"{where}: expected a JSON object, found {json.ValueKind}.");
        var duplicate = json.EnumerateObject().GroupBy(property => property.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        if (duplicate is not null)
            throw new InvalidDataException($"{where}: key '{duplicate.Key}' stands there twice.");
        return new ConfigReader(json, where);
    }

    /// <summary>Whether this object and every one read from it were finished.</summary>
    internal bool IsFinished => _finished && _nested.Values.All(nested => nested.IsFinished);

    /// <summary>Whether the key is there and not null.</summary>
    /// <param name="key">A key of the object.</param>
    public bool Has(string key) => Find(key) is not null;

    /// <summary>A positive whole number.</summary>
    /// <param name="key">A key of the object.</param>
    /// <exception cref="InvalidDataException">Absent, or anything else.</exception>
    public int Int(string key) => FindInt(key) ?? throw Missing(key);

    /// <summary>A positive whole number; null where the key is absent or null.</summary>
    /// <param name="key">A key of the object.</param>
    /// <exception cref="InvalidDataException">Anything else.</exception>
    public int? FindInt(string key) => Find(key) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } value when value.TryGetInt32(out var number) && number > 0 => number,
        { } value => throw Wrong(key, value, "a positive whole number"),
    };

    /// <summary>One number of the config divided by another, which must go without a remainder: a width by its heads.</summary>
    /// <param name="key">Key of the number to divide.</param>
    /// <param name="byKey">Key of the divisor.</param>
    /// <exception cref="InvalidDataException">Either is no positive whole number, or there is a remainder.</exception>
    public int Quotient(string key, string byKey)
    {
        var (value, by) = (Int(key), Int(byKey));
        return value % by == 0 ? value / by : throw Wrong(key, value, $"a multiple of {byKey}, which is {by}");
    }

    /// <summary>A finite number.</summary>
    /// <param name="key">A key of the object.</param>
    /// <exception cref="InvalidDataException">Absent, or anything else.</exception>
    public double Double(string key) => FindDouble(key) ?? throw Missing(key);

    /// <summary>A finite number; null where the key is absent or null.</summary>
    /// <param name="key">A key of the object.</param>
    /// <exception cref="InvalidDataException">Anything else.</exception>
    public double? FindDouble(string key) => Find(key) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } value when value.TryGetDouble(out var number) && double.IsFinite(number) => number,
        { } value => throw Wrong(key, value, "a number"),
    };

    /// <summary>True or false; null where the key is absent or null.</summary>
    /// <param name="key">A key of the object.</param>
    /// <exception cref="InvalidDataException">Anything else.</exception>
    public bool? FindBool(string key) => Find(key) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { } value => throw Wrong(key, value, "true or false"),
    };

    /// <summary>A text.</summary>
    /// <param name="key">A key of the object.</param>
    /// <exception cref="InvalidDataException">Absent, or anything else.</exception>
    public string String(string key) => FindString(key) ?? throw Missing(key);

    /// <summary>A text; null where the key is absent or null.</summary>
    /// <param name="key">A key of the object.</param>
    /// <exception cref="InvalidDataException">Anything else.</exception>
    public string? FindString(string key) => Find(key) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value => value.GetString(),
        { } value => throw Wrong(key, value, "a string"),
    };

    /// <summary>A nested object with a reader of its own, whose keys must be finished too; null where absent or null.</summary>
    /// <param name="key">A key of the object.</param>
    /// <exception cref="InvalidDataException">Anything else.</exception>
    public ConfigReader? FindObject(string key)
    {
        if (Find(key) is not { } value)
            return null;
        if (_nested.TryGetValue(key, out var known))
            return known;
        if (value.ValueKind != JsonValueKind.Object)
            throw Wrong(key, value, "an object");
        var nested = FromElement(value, $"{_where}, {key}");
        _nested.Add(key, nested);
        return nested;
    }

    /// <summary>A text that names one of a few things.</summary>
    /// <param name="key">A key of the object.</param>
    /// <param name="choices">What each text names.</param>
    /// <param name="absent">What it is where the key is absent or null.</param>
    /// <exception cref="InvalidDataException">Another text (the message lists the known ones), or anything else.</exception>
    public T Choice<T>(string key, IReadOnlyDictionary<string, T> choices, T absent)
    {
        ArgumentNullException.ThrowIfNull(choices);
        return FindString(key) is not { } name ? absent
            : choices.TryGetValue(name, out var value) ? value
            : throw new InvalidDataException($"{_where}: {key} is '{name}'; known are {string.Join(", ", choices.Keys.Select(known => $"'{known}'"))}.");
    }

    /// <summary>A key that may be there, but only with the value that the architecture implements.</summary>
    /// <param name="key">A key of the object.</param>
    /// <param name="expected">The value implemented.</param>
    /// <param name="meaning">What the other value means.</param>
    /// <exception cref="InvalidDataException">The other value.</exception>
    public void Expect(string key, bool expected, string meaning)
    {
        if (FindBool(key) is { } found && found != expected)
            throw new InvalidDataException($"{_where}: {key} is {Lower(found)}, which means {meaning}; only {Lower(expected)} is implemented.");
    }

    /// <summary>Every key must have been used, or be one of those ignored for a reason.</summary>
    /// <param name="ignored">Keys that change nothing, each with the reason: mostly <see cref="IgnoredKeys.Common"/>.</param>
    /// <exception cref="InvalidDataException">Others are left; the message names them.</exception>
    public void Finish(params IEnumerable<IReadOnlyDictionary<string, string>> ignored)
    {
        ArgumentNullException.ThrowIfNull(ignored);
        var reasons = ignored.ToArray();
        var unknown = _object.EnumerateObject().Select(property => property.Name)
            .Where(name => !_used.Contains(name) && !reasons.Any(known => known.ContainsKey(name))).ToArray();
        if (unknown.Length > 0)
        {
            throw new InvalidDataException(
                $"{_where}: {string.Join(", ", unknown.Select(name => $"'{name}'"))}: this reader does not know {(unknown.Length == 1 ? "this key" : "these keys")}, "
                + "and what it does not know could change the numbers. If it has no effect on the forward pass, remove it from the file.");
        }

        _finished = true;
    }

    /// <summary>What to throw where a value cannot be.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="found">The value.</param>
    /// <param name="expected">What it should have been.</param>
    /// <returns>An exception that names file, key, found and expected.</returns>
    public InvalidDataException Wrong(string key, object found, string expected) => new($"{_where}: {key} is {found}, expected {expected}.");

    private static string Lower(bool value) => value.ToString(CultureInfo.InvariantCulture).ToLowerInvariant();

    private JsonElement? Find(string key)
    {
        _used.Add(key);
        return _object.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    private InvalidDataException Missing(string key) => new($"{_where}: {key} is missing.");
}
