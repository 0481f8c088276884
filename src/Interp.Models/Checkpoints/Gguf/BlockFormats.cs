namespace Interp.Models.Checkpoints.Gguf;

/// <summary>The block-quantised types that are read. Layouts: ggml-common.h of https://github.com/ggml-org/ggml.</summary>
internal static class BlockFormats
{
    private static readonly Dictionary<StoredType, BlockFormat> Table = new()
    {
        [StoredType.Q4_0] = new(32, 18, Q4.DecodeScaled),
        [StoredType.Q4_1] = new(32, 20, Q4.DecodeAffine),
        [StoredType.Q5_0] = new(32, 22, Q5.DecodeScaled),
        [StoredType.Q5_1] = new(32, 24, Q5.DecodeAffine),
        [StoredType.Q8_0] = new(32, 34, Q8.Decode),
        [StoredType.Q2_K] = new(256, 84, Q2K.Decode),
        [StoredType.Q3_K] = new(256, 110, Q3K.Decode),
        [StoredType.Q4_K] = new(256, 144, Q4K.Decode),
        [StoredType.Q5_K] = new(256, 176, Q5K.Decode),
        [StoredType.Q6_K] = new(256, 210, Q6K.Decode),
        [StoredType.IQ4_NL] = new(32, 18, IQ4.DecodeSmall),
        [StoredType.IQ4_XS] = new(256, 136, IQ4.DecodeLarge),
    };

    /// <summary>All of them by type.</summary>
    public static IReadOnlyDictionary<StoredType, BlockFormat> All => Table;

    /// <summary>The format of a type.</summary>
    public static BlockFormat Of(StoredType type) =>
        Table.TryGetValue(type, out var format)
            ? format
            : throw new ArgumentOutOfRangeException(nameof(type), type, "This type is not stored in blocks.");
}
