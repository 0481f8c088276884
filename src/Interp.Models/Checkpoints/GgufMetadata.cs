using System.Collections.Immutable;

namespace Interp.Models.Checkpoints;

/// <summary>The key/value pairs of a GGUF file, read by the type the reader of a key expects.</summary>
/// <remarks>
/// <c>Get…</c> throws <see cref="InvalidDataException"/> where the key is absent, <c>Find…</c> returns null; both throw it where
/// the value is of another kind. Integers of every width read as 64-bit ones, both float widths as double.
/// </remarks>
public sealed class GgufMetadata
{
    private readonly IReadOnlyDictionary<string, object> _values;

    internal GgufMetadata(string path, IReadOnlyDictionary<string, object> values)
    {
        Source = path;
        _values = values;
    }

    /// <summary>Path of the file.</summary>
    public string Source { get; }

    /// <summary>All keys.</summary>
    public IEnumerable<string> Keys => _values.Keys;

    /// <summary>Whether the file has a key.</summary>
    /// <param name="key">The key.</param>
    public bool Contains(string key) => _values.ContainsKey(key);

    /// <summary>Text.</summary>
    /// <param name="key">The key.</param>
    /// <exception cref="InvalidDataException">The key is absent or of another kind.</exception>
    public string GetString(string key) => FindString(key) ?? throw Missing(key);

    /// <summary>Text, or null where the key is absent.</summary>
    /// <param name="key">The key.</param>
    /// <exception cref="InvalidDataException">The value is of another kind.</exception>
    public string? FindString(string key) => Find(key) switch
    {
        null => null,
        string text => text,
        var other => throw WrongKind(key, "a string", other),
    };

    /// <summary>A whole number.</summary>
    /// <param name="key">The key.</param>
    /// <exception cref="InvalidDataException">The key is absent, of another kind, or above 2^63 - 1.</exception>
    public long GetInt64(string key) => FindInt64(key) ?? throw Missing(key);

    /// <summary>A whole number, or null where the key is absent.</summary>
    /// <param name="key">The key.</param>
    /// <exception cref="InvalidDataException">The value is of another kind, or above 2^63 - 1.</exception>
    public long? FindInt64(string key) => Find(key) switch
    {
        null => null,
        long number => number,
        var other => throw WrongKind(key, "an integer", other),
    };

    /// <summary>A real number.</summary>
    /// <param name="key">The key.</param>
    /// <exception cref="InvalidDataException">The key is absent or of another kind.</exception>
    public double GetDouble(string key) => FindDouble(key) ?? throw Missing(key);

    /// <summary>A real number, or null where the key is absent.</summary>
    /// <param name="key">The key.</param>
    /// <exception cref="InvalidDataException">The value is of another kind.</exception>
    public double? FindDouble(string key) => Find(key) switch
    {
        null => null,
        double number => number,
        var other => throw WrongKind(key, "a floating-point number", other),
    };

    /// <summary>A truth value.</summary>
    /// <param name="key">The key.</param>
    /// <exception cref="InvalidDataException">The key is absent or of another kind.</exception>
    public bool GetBoolean(string key) => FindBoolean(key) ?? throw Missing(key);

    /// <summary>A truth value, or null where the key is absent.</summary>
    /// <param name="key">The key.</param>
    /// <exception cref="InvalidDataException">The value is of another kind.</exception>
    public bool? FindBoolean(string key) => Find(key) switch
    {
        null => null,
        bool truth => truth,
        var other => throw WrongKind(key, "a boolean", other),
    };

    /// <summary>A list of texts.</summary>
    /// <param name="key">The key.</param>
    /// <exception cref="InvalidDataException">The key is absent or of another kind.</exception>
    public ImmutableArray<string> GetStrings(string key) => FindStrings(key) ?? throw Missing(key);

    /// <summary>A list of texts, or null where the key is absent.</summary>
    /// <param name="key">The key.</param>
    /// <exception cref="InvalidDataException">The value is of another kind.</exception>
    public ImmutableArray<string>? FindStrings(string key) => Find(key) switch
    {
        null => null,
        string[] texts => [.. texts],
        var other => throw WrongKind(key, "an array of strings", other),
    };

    /// <summary>A list of whole numbers.</summary>
    /// <param name="key">The key.</param>
    /// <exception cref="InvalidDataException">The key is absent or of another kind.</exception>
    public ImmutableArray<long> GetInt64s(string key) => FindInt64s(key) ?? throw Missing(key);

    /// <summary>A list of whole numbers, or null where the key is absent.</summary>
    /// <param name="key">The key.</param>
    /// <exception cref="InvalidDataException">The value is of another kind.</exception>
    public ImmutableArray<long>? FindInt64s(string key) => Find(key) switch
    {
        null => null,
        byte[] numbers => [.. numbers.Select(n => (long)n)],
        sbyte[] numbers => [.. numbers.Select(n => (long)n)],
        ushort[] numbers => [.. numbers.Select(n => (long)n)],
        short[] numbers => [.. numbers.Select(n => (long)n)],
        uint[] numbers => [.. numbers.Select(n => (long)n)],
        int[] numbers => [.. numbers.Select(n => (long)n)],
        long[] numbers => [.. numbers],
        ulong[] numbers when Array.TrueForAll(numbers, n => n <= long.MaxValue) => [.. numbers.Select(n => (long)n)],
        var other => throw WrongKind(key, "an array of integers", other),
    };

    /// <summary>A list of real numbers.</summary>
    /// <param name="key">The key.</param>
    /// <exception cref="InvalidDataException">The key is absent or of another kind.</exception>
    public ImmutableArray<double> GetDoubles(string key) => FindDoubles(key) ?? throw Missing(key);

    /// <summary>A list of real numbers, or null where the key is absent.</summary>
    /// <param name="key">The key.</param>
    /// <exception cref="InvalidDataException">The value is of another kind.</exception>
    public ImmutableArray<double>? FindDoubles(string key) => Find(key) switch
    {
        null => null,
        float[] numbers => [.. numbers.Select(n => (double)n)],
        double[] numbers => [.. numbers],
        var other => throw WrongKind(key, "an array of floating-point numbers", other),
    };

    /// <summary>The exception for a value that makes no sense.</summary>
    internal InvalidDataException Refuse(string key, string why) => Malformed.File(Source, $"metadata {Malformed.Quote(key)} {why}");

    private object? Find(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return _values.GetValueOrDefault(key);
    }

    private InvalidDataException Missing(string key)
    {
        var near = NearMatches.Of(key, Keys);
        return Malformed.File(
            Source, $"the metadata has no key '{key}'{(near.Count > 0 ? $"; keys like it: {string.Join(", ", near.Select(Malformed.Cut))}" : "")}");
    }

    private InvalidDataException WrongKind(string key, string expected, object found) =>
        Refuse(key, $"is of type {found.GetType().Name}, expected {expected}");
}
