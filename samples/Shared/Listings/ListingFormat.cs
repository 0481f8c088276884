namespace Interp.Samples.Shared.Listings;

/// <summary>How a listing is written.</summary>
public enum ListingFormat
{
    /// <summary>For people; on a terminal too narrow for it, a line a value.</summary>
    Table,

    /// <summary>One object: schema, kind, rows.</summary>
    Json,

    /// <summary>An object a line, each with schema and kind.</summary>
    Jsonl,

    /// <summary>A heading and a line a row; the first column is the schema.</summary>
    Csv,
}
