namespace Interp.Models.Checkpoints.Gguf;

/// <summary>The twelve bytes that hold eight 6-bit scales and eight 6-bit minima in Q4_K and Q5_K.</summary>
/// <remarks>
/// Scales 0-3 are the low six bits of bytes 0-3, minima 0-3 of bytes 4-7. Those of groups 4-7 have their low four bits in
/// the nibbles of bytes 8-11 and their upper two at the top of the bytes of the group four before.
/// </remarks>
internal static class KScales
{
    public static (int Scale, int Minimum) Of(ReadOnlySpan<byte> packed, int group) => group < 4
        ? (packed[group] & 63, packed[group + 4] & 63)
        : ((packed[group + 4] & 15) | packed[group - 4] >> 6 << 4, packed[group + 4] >> 4 | packed[group] >> 6 << 4);
}
