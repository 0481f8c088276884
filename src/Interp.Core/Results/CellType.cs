namespace Interp.Core.Results;

/// <summary>What the cells of a column hold, the same in CSV and in Parquet.</summary>
internal enum CellType
{
    /// <summary>Text (Parquet: STRING).</summary>
    Text,

    /// <summary>A whole number from 0 (Parquet: INT32).</summary>
    Count,

    /// <summary>A whole number from 0 with 64 bits (Parquet: UINT64).</summary>
    Seed,

    /// <summary>A finite number (Parquet: DOUBLE).</summary>
    Number,
}
