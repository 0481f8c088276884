using System.Collections.Immutable;

namespace Interp.Datasets.Reading;

/// <summary>What a reader makes of a file: named columns of text and rows in file order.</summary>
/// <param name="Columns">Column names.</param>
/// <param name="Rows">The rows, read as they are asked for; one pass only.</param>
/// <param name="RowUnit">What <see cref="TableRow.Number"/> counts: "line" of text files, "row" of others.</param>
public sealed record Table(ImmutableArray<string> Columns, IEnumerable<TableRow> Rows, string RowUnit = "line");
