using System.Text.Json;
using Interp.Models.Checkpoints;

namespace Interp.Models.Tokenizers.Reading;

/// <summary>A value of a JSON file that knows its file and key, so that every complaint names both.</summary>
internal sealed class JsonPart
{
    private readonly string _file;
    private readonly JsonPart? _parent;
    private readonly string _name;
    private readonly JsonElement _element;

    private JsonPart(string file, JsonPart? parent, string name, JsonElement element)
    {
        _file = file;
        _parent = parent;
        _name = name;
        _element = element;
    }

    /// <summary>Where the value stands, as "model.merges[3]".</summary>
    public string Key => _parent is not { } parent ? _name
        : parent._parent is null ? Malformed.Cut(_name)
        : _name.StartsWith('[') ? parent.Key + _name
        : $"{parent.Key}.{Malformed.Cut(_name)}";

    /// <summary>What kind of value it is.</summary>
    public JsonValueKind Kind => _element.ValueKind;

    /// <summary>The whole of a file.</summary>
    public static JsonPart Root(string file, JsonElement element) => new(file, null, "the whole file", element);

    /// <summary>The value of a key, or null where the key is absent or its value is null.</summary>
    public JsonPart? Find(string name)
    {
        Expect(JsonValueKind.Object);
        return _element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? new JsonPart(_file, this, name, value)
            : null;
    }

    /// <summary>The value of a key that must be there.</summary>
    public JsonPart Get(string name) => Find(name) ?? throw Refuse($"has no '{name}'; the file is incomplete");

    /// <summary>Refuses every key but <paramref name="names"/>.</summary>
    public void AllowOnly(params IReadOnlyCollection<string> names)
    {
        foreach (var (name, _) in Members())
        {
            if (!names.Contains(name))
                throw Refuse($"key '{name}' is not implemented; known are {string.Join(", ", names)}");
        }
    }

    /// <summary>The value, a string.</summary>
    public string Text()
    {
        Expect(JsonValueKind.String);
        try
        {
            return _element.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Refuse("is not valid Unicode");
        }
    }

    /// <summary>The value, true or false.</summary>
    public bool Flag() => Kind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Refuse($"expected true or false, found {Kind}"),
    };

    /// <summary>The value, a whole number from 0 up.</summary>
    public int Number()
    {
        Expect(JsonValueKind.Number);
        return _element.TryGetInt32(out int value) && value >= 0
            ? value
            : throw Refuse($"expected a whole number from 0 to {int.MaxValue}, found {_element.GetRawText()}");
    }

    /// <summary>The value, any number.</summary>
    public double Real()
    {
        Expect(JsonValueKind.Number);
        return _element.GetDouble();
    }

    /// <summary>The flag of a key that may be absent.</summary>
    public bool Flag(string name, bool otherwise) => Find(name)?.Flag() ?? otherwise;

    /// <summary>The values of a list.</summary>
    public IEnumerable<JsonPart> Items()
    {
        Expect(JsonValueKind.Array);
        return _element.EnumerateArray().Select((item, index) => new JsonPart(_file, this, $"[{index}]", item));
    }

    /// <summary>The keys and values of an object.</summary>
    public IEnumerable<KeyValuePair<string, JsonPart>> Members()
    {
        Expect(JsonValueKind.Object);
        return _element.EnumerateObject().Select(
            member => KeyValuePair.Create(member.Name, new JsonPart(_file, this, member.Name, member.Value)));
    }

    /// <summary>An exception that says what is wrong with this value.</summary>
    /// <param name="problem">Reads on after the key: "is not implemented".</param>
    public InvalidDataException Refuse(string problem) => Malformed.Data($"{_file}: {Key}: {problem}.");

    private void Expect(JsonValueKind kind)
    {
        if (Kind != kind) throw Refuse($"expected {kind}, found {Kind}");
    }
}
