using System.Text.Json;
using Interp.Models.Checkpoints;

namespace Interp.Models.Configs;

/// <content>Values by their kind.</content>
public sealed partial class ConfigReader
{
    /// <summary>A positive whole number.</summary>
    /// <param name="key">A key of the object.</param>
    /// <exception cref="InvalidDataException">Absent, or anything else.</exception>
    public int Int(string key) => FindInt(key) ?? throw Missing(key);

    /// <summary>A positive whole number, or the architecture's own where the key is absent.</summary>
    /// <param name="key">A key of the object.</param>
    /// <param name="absent">The architecture's own.</param>
    /// <exception cref="InvalidDataException">Null, or anything else.</exception>
    public int Int(string key, int absent) => FindInt(key) ?? Absent(key, absent);

    /// <summary>A positive whole number; null where the key is absent or null.</summary>
    /// <param name="key">A key of the object.</param>
    /// <exception cref="InvalidDataException">Anything else.</exception>
    public int? FindInt(string key) => Find(key) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } value when value.TryGetInt32(out var number) && number > 0 => number,
        { } value => throw Wrong(key, value, "a positive whole number"),
    };

    /// <summary>A positive whole number, the architecture's own where the key is absent, or none where it is null, as Python's None.</summary>
    /// <param name="key">A key of the object.</param>
    /// <param name="absent">The architecture's own; null for none.</param>
    /// <exception cref="InvalidDataException">Anything else.</exception>
    public int? OptionalInt(string key, int? absent) => FindInt(key) ?? (IsNull(key) ? null : absent);

    /// <summary>A whole number of 0 or more, or the architecture's own where the key is absent.</summary>
    /// <param name="key">A key of the object.</param>
    /// <param name="absent">The architecture's own.</param>
    /// <exception cref="InvalidDataException">Null, or anything else.</exception>
    public int Count(string key, int absent) => Find(key) is { } value
        ? AsCount(value) ?? throw Wrong(key, value, "a whole number of 0 or more")
        : Absent(key, absent);

    /// <summary>A list of whole numbers of 0 or more; null where the key is absent or null.</summary>
    /// <param name="key">A key of the object.</param>
    /// <exception cref="InvalidDataException">Anything else.</exception>
    public IReadOnlyList<int>? FindCounts(string key) => Find(key) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Array } value when value.EnumerateArray().All(item => AsCount(item) is not null) => [.. value.EnumerateArray().Select(item => AsCount(item)!.Value)],
        { } value => throw Wrong(key, value, "a list of whole numbers of 0 or more"),
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

    /// <summary>A finite number, or the architecture's own where the key is absent.</summary>
    /// <param name="key">A key of the object.</param>
    /// <param name="absent">The architecture's own.</param>
    /// <exception cref="InvalidDataException">Null, or anything else.</exception>
    public double Double(string key, double absent) => FindDouble(key) ?? Absent(key, absent);

    /// <summary>A number of 0 or more, or the architecture's own where the key is absent: what a norm adds.</summary>
    /// <param name="key">A key of the object.</param>
    /// <param name="absent">The architecture's own.</param>
    /// <exception cref="InvalidDataException">Null, or anything else.</exception>
    public double NonNegative(string key, double absent) =>
        Double(key, absent) is >= 0 and var value ? value : throw Wrong(key, Double(key), "a number of 0 or more");

    /// <summary>A finite number; null where the key is absent or null.</summary>
    /// <param name="key">A key of the object.</param>
    /// <exception cref="InvalidDataException">Anything else.</exception>
    public double? FindDouble(string key) => Find(key) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } value when value.TryGetDouble(out var number) && double.IsFinite(number) => number,
        { } value => throw Wrong(key, value, "a number"),
    };

    /// <summary>A finite number, the architecture's own where the key is absent, or none where it is null, as Python's None.</summary>
    /// <param name="key">A key of the object.</param>
    /// <param name="absent">The architecture's own; null for none.</param>
    /// <exception cref="InvalidDataException">Anything else.</exception>
    public double? OptionalDouble(string key, double? absent) => FindDouble(key) ?? (IsNull(key) ? null : absent);

    /// <summary>True or false, or the architecture's own where the key is absent.</summary>
    /// <param name="key">A key of the object.</param>
    /// <param name="absent">The architecture's own.</param>
    /// <exception cref="InvalidDataException">Null (which Python takes for false), or anything else.</exception>
    public bool Bool(string key, bool absent) => FindBool(key) ?? Absent(key, absent);

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
        { ValueKind: JsonValueKind.String } value => Text(key, value),
        { } value => throw Wrong(key, value, "a string"),
    };

    /// <summary>A list of texts; null where the key is absent or null.</summary>
    /// <param name="key">A key of the object.</param>
    /// <exception cref="InvalidDataException">Anything else.</exception>
    public IReadOnlyList<string>? FindStrings(string key) => Find(key) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Array } value when value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) =>
            [.. value.EnumerateArray().Select(item => Text(key, item))],
        { } value => throw Wrong(key, value, "a list of strings"),
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
        var prefix = key + ".";
        var nested = FromElement(value, $"{_where}, {key}", [.. _ignored.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Select(name => name[prefix.Length..])]);
        _nested.Add(key, nested);
        return nested;
    }

    /// <summary>A text that names one of a few things.</summary>
    /// <param name="key">A key of the object.</param>
    /// <param name="choices">What each text names.</param>
    /// <param name="absent">What it is where the key is absent.</param>
    /// <exception cref="InvalidDataException">Another text (the message lists the known ones), null, or anything else.</exception>
    public T Choice<T>(string key, IReadOnlyDictionary<string, T> choices, T absent)
    {
        ArgumentNullException.ThrowIfNull(choices);
        return FindString(key) is not { } name ? Absent(key, absent)
            : choices.TryGetValue(name, out var value) ? value
            : throw Malformed.File(_where, $"{Spelling(key)} is {Malformed.Quote(name)}; known are {string.Join(", ", choices.Keys.Select(known => $"'{known}'"))}");
    }

    /// <summary>A key that may be there, but only with the value that the architecture implements.</summary>
    /// <param name="key">A key of the object.</param>
    /// <param name="expected">The value implemented.</param>
    /// <param name="meaning">What the other value means.</param>
    /// <exception cref="InvalidDataException">The other value.</exception>
    public void Expect(string key, bool expected, string meaning)
    {
        if (FindBool(key) is { } found && found != expected)
            throw Malformed.File(_where, $"{key} is {Lower(found)}, which means {meaning}; only {Lower(expected)} is implemented");
        if (expected && IsNull(key))
            throw Malformed.File(_where, $"{key} is null, which Python takes for false: that means {meaning}; only true is implemented");
    }

    /// <summary>The architecture's own value where the key is absent; a null is not absent, and means something else to Python.</summary>
    private T Absent<T>(string key, T absent) => !IsNull(key)
        ? absent
        : throw Malformed.File(_where, $"{key} is null, expected a value, or no such key for the architecture's own, {(absent is bool flag ? Lower(flag) : Shown(absent!))}");

    private static int? AsCount(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= 0 ? number : null;

    private bool IsNull(string key) => Spellings(key).Any(spelling => Stored(spelling) is { ValueKind: JsonValueKind.Null });

    private string Text(string key, JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw Malformed.File(_where, $"{key} is not valid Unicode", e);
        }
    }

    private static string Lower(bool value) => value ? "true" : "false";
}
