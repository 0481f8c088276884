using Interp.Models.Checkpoints.Gguf;
using TorchSharp;
using static TorchSharp.torch;

namespace Interp.Models.Checkpoints;

/// <summary>What libtorch calls a stored type, and how large it is.</summary>
internal static class StoredTypes
{
    /// <summary>The tensor type of elements stored one by one; null for block-quantised types.</summary>
    public static ScalarType? ScalarType(this StoredType type) => type switch
    {
        StoredType.Float64 => torch.ScalarType.Float64,
        StoredType.Float32 => torch.ScalarType.Float32,
        StoredType.Float16 => torch.ScalarType.Float16,
        StoredType.BFloat16 => torch.ScalarType.BFloat16,
        StoredType.Int64 => torch.ScalarType.Int64,
        StoredType.Int32 => torch.ScalarType.Int32,
        StoredType.Int16 => torch.ScalarType.Int16,
        StoredType.Int8 => torch.ScalarType.Int8,
        StoredType.UInt8 => torch.ScalarType.Byte,
        StoredType.Bool => torch.ScalarType.Bool,
        _ => null,
    };

    /// <summary>Bytes that elements of a type take; of a block-quantised one, whole blocks.</summary>
    public static long Bytes(this StoredType type, long elements)
    {
        if (type.ScalarType() is { } scalar)
            return elements * scalar.Size();
        var format = BlockFormats.Of(type);
        return elements / format.Elements * format.Bytes;
    }

    /// <summary>Whether the values are real numbers: floating point, or blocks that stand for it.</summary>
    public static bool IsReal(this StoredType type) => type.ScalarType() is not { } scalar || scalar.IsReal();

    /// <summary>Whether a tensor type can be the run dtype.</summary>
    public static bool IsReal(this ScalarType type) =>
        type is torch.ScalarType.Float32 or torch.ScalarType.BFloat16 or torch.ScalarType.Float16 or torch.ScalarType.Float64;

    /// <summary>Significant bits of a stored number; blocks stand for float32. 0 where it is no real number.</summary>
    public static int SignificantBits(this StoredType type) => (type.ScalarType() ?? torch.ScalarType.Float32).SignificantBits();

    /// <summary>Significant bits of a number, the leading one included; 0 where it is no real number.</summary>
    public static int SignificantBits(this ScalarType type) => type switch
    {
        torch.ScalarType.Float64 => 53,
        torch.ScalarType.Float32 => 24,
        torch.ScalarType.Float16 => 11,
        torch.ScalarType.BFloat16 => 8,
        _ => 0,
    };

    /// <summary>Bytes an element, of a type stored one by one.</summary>
    public static int Size(this ScalarType type) => type switch
    {
        torch.ScalarType.Float64 or torch.ScalarType.Int64 => 8,
        torch.ScalarType.Float32 or torch.ScalarType.Int32 => 4,
        torch.ScalarType.Float16 or torch.ScalarType.BFloat16 or torch.ScalarType.Int16 => 2,
        torch.ScalarType.Int8 or torch.ScalarType.Byte or torch.ScalarType.Bool => 1,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "No checkpoint stores elements of this type."),
    };
}
