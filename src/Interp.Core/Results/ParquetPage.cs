namespace Interp.Core.Results;

/// <summary>What the header of a Parquet page says of its bytes.</summary>
/// <param name="Uncompressed">Bytes of the page once it is decompressed.</param>
/// <param name="Compressed">Bytes of the page in the file, after the header.</param>
/// <param name="Levels">Bytes at its start that are never compressed.</param>
internal readonly record struct ParquetPage(long Uncompressed, long Compressed, long Levels);
