namespace Interp.Samples.Shared.Paper.Items;

/// <summary>Table 3: what ablating the five false induction heads changes, on every dataset.</summary>
public static class Table3
{
    /// <summary>How it is made.</summary>
    public static PaperItem Item { get; } = new()
    {
        Name = "table3",
        Title = "the gap of every dataset without the five false induction heads",
        Needs = HeadTables.Needs,
        Make = drawing =>
        {
            HeadTables.Make(drawing, "table3", null);
            drawing.AddReference("r06");
        },
    };
}
