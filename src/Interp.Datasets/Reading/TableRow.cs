namespace Interp.Datasets.Reading;

/// <summary>One row of a table.</summary>
/// <param name="Number">Where it stands in its file, from 1.</param>
/// <param name="Cells">One text for each column.</param>
public sealed record TableRow(int Number, IReadOnlyList<string> Cells);
