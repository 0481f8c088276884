namespace Interp.Core.Results;

/// <summary>What a result file may be at most; anything larger is damage or malice.</summary>
internal static class ResultLimits
{
    /// <summary>Rows of a file.</summary>
    public const int MostRows = 5_000_000;

    /// <summary>Characters of a cell.</summary>
    public const int LongestCell = 1_000;

    /// <summary>Bytes of a CSV line.</summary>
    public const int LongestLine = 64 * 1024;

    /// <summary>Rows of a Parquet row group, all of which are in memory at once.</summary>
    public const int MostRowsOfGroup = 1 << 20;

    /// <summary>Bytes of a Parquet file, all of which are in memory at once.</summary>
    public const long LargestParquet = 1L << 30;
}
