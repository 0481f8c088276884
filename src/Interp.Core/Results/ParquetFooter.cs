using System.Buffers.Binary;

namespace Interp.Core.Results;

/// <summary>The end of a Parquet file, which is where a cut or damaged one shows first.</summary>
internal static class ParquetFooter
{
    /// <summary>True where the file has its marks, and metadata that lie within it: "PAR1", data, metadata, their length, "PAR1".</summary>
    public static bool IsWhole(ReadOnlySpan<byte> file)
    {
        if (file.Length < 12 || !file.StartsWith("PAR1"u8) || !file.EndsWith("PAR1"u8))
            return false;
        var length = BinaryPrimitives.ReadUInt32LittleEndian(file[^8..]);
        return length <= file.Length - 12 && new ThriftWalker(file[^(8 + (int)length)..^8]).TryWalkStructure(out _);
    }
}
