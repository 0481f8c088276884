using System.Collections.Immutable;

namespace Interp.Datasets;

/// <summary>Where a file has one field of an example: a column, or several joined by a space.</summary>
/// <param name="Columns">Column names, in order.</param>
public sealed record FieldColumns(params ImmutableArray<string> Columns)
{
    /// <summary>A field that is one column.</summary>
    /// <param name="column">Its name.</param>
    public static implicit operator FieldColumns(string column) => FromString(column);

    /// <summary>A field that is one column.</summary>
    /// <param name="column">Its name.</param>
    public static FieldColumns FromString(string column) => new(column);
}
