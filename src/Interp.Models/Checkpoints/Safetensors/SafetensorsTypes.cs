using static TorchSharp.torch;

namespace Interp.Models.Checkpoints.Safetensors;

/// <summary>The format's names of element types.</summary>
internal static class SafetensorsTypes
{
    private static readonly (string Name, StoredType Type)[] Table =
    [
        ("F64", StoredType.Float64),
        ("F32", StoredType.Float32),
        ("F16", StoredType.Float16),
        ("BF16", StoredType.BFloat16),
        ("I64", StoredType.Int64),
        ("I32", StoredType.Int32),
        ("I16", StoredType.Int16),
        ("I8", StoredType.Int8),
        ("U8", StoredType.UInt8),
        ("BOOL", StoredType.Bool),
    ];

    /// <summary>All names, for messages.</summary>
    public static string Names => string.Join(", ", Table.Select(row => row.Name));

    /// <summary>The type of a name, or null.</summary>
    public static StoredType? Parse(string name)
    {
        foreach (var row in Table)
        {
            if (row.Name == name)
                return row.Type;
        }

        return null;
    }

    /// <summary>The name of a tensor's type, or null where the format has none that is read back here.</summary>
    public static string? NameOf(ScalarType type)
    {
        foreach (var row in Table)
        {
            if (row.Type.ScalarType() == type)
                return row.Name;
        }

        return null;
    }
}
