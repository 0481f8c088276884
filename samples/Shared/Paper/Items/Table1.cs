namespace Interp.Samples.Shared.Paper.Items;

/// <summary>Table 1: what ablating the five false induction heads changes, on the datasets of Figure 3.</summary>
public static class Table1
{
    /// <summary>How it is made.</summary>
    public static PaperItem Item { get; } = new()
    {
        Name = "table1",
        Title = "the gap without the five false induction heads",
        Needs = HeadTables.Needs,
        Make = drawing => HeadTables.Make(drawing, "table1", Figure3.Datasets),
    };
}
