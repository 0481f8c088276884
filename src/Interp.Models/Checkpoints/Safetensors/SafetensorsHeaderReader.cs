using System.Collections.Immutable;
using System.Text.Json;

namespace Interp.Models.Checkpoints.Safetensors;

/// <summary>Reads the JSON of a safetensors header, token by token.</summary>
internal ref struct SafetensorsHeaderReader
{
    private const int MaxDepth = 4;

    private readonly string _path;
    private readonly Dictionary<string, SafetensorsTensor> _tensors = new(StringComparer.Ordinal);
    private Dictionary<string, string>? _metadata;
    private Utf8JsonReader _json;

    public SafetensorsHeaderReader(ReadOnlySpan<byte> text, string path)
    {
        _path = path;
        _json = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = MaxDepth });
    }

    public SafetensorsHeader Read()
    {
        Next(JsonTokenType.StartObject, "the header");
        while (NextName() is { } name)
        {
            if (name == "__metadata__")
                ReadMetadata();
            else if (!_tensors.TryAdd(name, ReadTensor(name)))
                throw Malformed.File(_path, $"two tensors are named {Malformed.Quote(name)}");
        }

        if (_json.Read())
            throw Malformed.File(_path, "the safetensors header goes on after its object");
        return new SafetensorsHeader(_tensors, _metadata ?? []);
    }

    private void ReadMetadata()
    {
        if (_metadata is not null)
            throw Malformed.File(_path, "the header has two '__metadata__'");

        _metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        Next(JsonTokenType.StartObject, "'__metadata__'");
        while (NextName() is { } key)
        {
            Next(JsonTokenType.String, $"metadata {Malformed.Quote(key)}");
            if (!_metadata.TryAdd(key, _json.GetString()!))
                throw Malformed.File(_path, $"metadata {Malformed.Quote(key)} is given twice");
        }
    }

    private SafetensorsTensor ReadTensor(string name)
    {
        StoredType? type = null;
        ImmutableArray<long>? shape = null;
        ImmutableArray<long>? range = null;

        Next(JsonTokenType.StartObject, $"tensor {Malformed.Quote(name)}");
        while (NextName() is { } field)
        {
            switch (field)
            {
                case "dtype" when type is null:
                    type = ReadType(name);
                    break;
                case "shape" when shape is null:
                    shape = ReadNumbers(name, field, Shapes.MaxRank);
                    break;
                case "data_offsets" when range is null:
                    range = ReadNumbers(name, field, 2);
                    break;
                default:
                    throw Malformed.File(
                        _path, $"tensor {Malformed.Quote(name)} has the field {Malformed.Quote(field)}; expected dtype, shape and "
                        + "data_offsets, each once");
            }
        }

        if (type is null || shape is null || range is not { Length: 2 })
            throw Malformed.File(_path, $"tensor {Malformed.Quote(name)} lacks dtype, shape or two data_offsets");

        return Checked(new CheckpointEntry(name, type.Value, shape.Value, _path), range.Value[0], range.Value[1]);
    }

    private readonly SafetensorsTensor Checked(CheckpointEntry entry, long start, long end)
    {
        if (!Shapes.TryCount(entry.Shape.AsSpan(), out var count) || end - start != count * entry.Type.ScalarType()!.Value.Size())
            throw Malformed.File(
                _path, $"tensor {Malformed.Quote(entry.Name)} {Shapes.Text(entry.Shape.AsSpan())} {entry.Type} does not fill the bytes "
                + $"[{start}, {end}) it is given");
        return new SafetensorsTensor(entry, start, end);
    }

    private StoredType ReadType(string name)
    {
        Next(JsonTokenType.String, $"the dtype of {Malformed.Quote(name)}");
        var text = _json.GetString()!;
        return SafetensorsTypes.Parse(text) ?? throw Malformed.File(
            _path, $"tensor {Malformed.Quote(name)} has dtype {Malformed.Quote(text)}; known are {SafetensorsTypes.Names}. Save the model in one of these");
    }

    private ImmutableArray<long> ReadNumbers(string name, string field, int atMost)
    {
        Next(JsonTokenType.StartArray, field);
        var numbers = ImmutableArray.CreateBuilder<long>();
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            if (_json.TokenType != JsonTokenType.Number || !_json.TryGetInt64(out var number) || number < 0 || numbers.Count == atMost)
                throw Malformed.File(_path, $"{field} of tensor {Malformed.Quote(name)} is not a list of at most {atMost} whole numbers");
            numbers.Add(number);
        }

        return numbers.ToImmutable();
    }

    /// <summary>The next property name of the object being read; null at its end.</summary>
    private string? NextName()
    {
        _json.Read();
        return _json.TokenType == JsonTokenType.EndObject ? null : _json.GetString();
    }

    private void Next(JsonTokenType expected, string what)
    {
        if (!_json.Read() || _json.TokenType != expected)
            throw Malformed.File(_path, $"{what} should be {expected} and is {_json.TokenType}");
    }
}
