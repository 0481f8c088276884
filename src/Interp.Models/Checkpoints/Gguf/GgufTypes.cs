namespace Interp.Models.Checkpoints.Gguf;

/// <summary>The format's numbers of element types (enum ggml_type).</summary>
internal static class GgufTypes
{
    private static readonly Dictionary<uint, StoredType> Known = new()
    {
        [0] = StoredType.Float32,
        [1] = StoredType.Float16,
        [2] = StoredType.Q4_0,
        [3] = StoredType.Q4_1,
        [6] = StoredType.Q5_0,
        [7] = StoredType.Q5_1,
        [8] = StoredType.Q8_0,
        [10] = StoredType.Q2_K,
        [11] = StoredType.Q3_K,
        [12] = StoredType.Q4_K,
        [13] = StoredType.Q5_K,
        [14] = StoredType.Q6_K,
        [20] = StoredType.IQ4_NL,
        [23] = StoredType.IQ4_XS,
        [24] = StoredType.Int8,
        [25] = StoredType.Int16,
        [26] = StoredType.Int32,
        [27] = StoredType.Int64,
        [28] = StoredType.Float64,
        [30] = StoredType.BFloat16,
    };

    private static readonly Dictionary<uint, string> Unread = new()
    {
        [9] = "Q8_1",
        [15] = "Q8_K",
        [16] = "IQ2_XXS",
        [17] = "IQ2_XS",
        [18] = "IQ3_XXS",
        [19] = "IQ1_S",
        [21] = "IQ3_S",
        [22] = "IQ2_S",
        [29] = "IQ1_M",
        [34] = "TQ1_0",
        [35] = "TQ2_0",
        [39] = "MXFP4",
    };

    /// <summary>The type of a number, or null where it is not read.</summary>
    public static StoredType? Parse(uint number) => Known.TryGetValue(number, out var type) ? type : null;

    /// <summary>What to call a type that is not read.</summary>
    public static string Describe(uint number) => Unread.TryGetValue(number, out var name) ? $"{name} ({number})" : $"number {number}";

    /// <summary>All names of types that are read.</summary>
    public static string Names => string.Join(", ", Known.Values);
}
