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

    /// <summary>Whether the values are real numbers: floating point, or blocks that stand for it.</summary>
    public static bool IsReal(this StoredType type) => type.ScalarType() is not { } scalar || scalar.IsReal();

    /// <summary>Whether a tensor type can be the run dtype.</summary>
    public static bool IsReal(this ScalarType type) =>
        type is torch.ScalarType.Float32 or torch.ScalarType.BFloat16 or torch.ScalarType.Float16 or torch.ScalarType.Float64;

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
