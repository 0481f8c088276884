namespace Interp.Samples.Shared.Paper;

/// <summary>A figure or table of the paper: what it needs, and how it is made of rows.</summary>
public sealed record PaperItem
{
    /// <summary>Short name, fit for files and command lines: "figure2".</summary>
    public required string Name { get; init; }

    /// <summary>What it shows.</summary>
    public required string Title { get; init; }

    /// <summary>What must be measured.</summary>
    public required PaperNeeds Needs { get; init; }

    /// <summary>Puts charts, tables and what is missing into a drawing.</summary>
    public required Action<PaperDrawing> Make { get; init; }

    /// <summary>Makes it.</summary>
    /// <param name="drawing">The rows, and where charts and tables go.</param>
    /// <exception cref="InvalidDataException">The rows allow nothing of it; the message says what it needs.</exception>
    public PaperDrawing Of(PaperDrawing drawing)
    {
        ArgumentNullException.ThrowIfNull(drawing);
        Make(drawing);
        return drawing.Charts.Count > 0 || drawing.Tables.Count > 0
            ? drawing
            : throw new InvalidDataException($"{drawing.Results.Path}: no rows for {Title}; it needs {Needs.Rows}. There are {drawing.Present}.");
    }
}
