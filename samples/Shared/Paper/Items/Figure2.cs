namespace Interp.Samples.Shared.Paper.Items;

/// <summary>Figure 2: the gap and the permuted score by the number of demonstrations.</summary>
public static class Figure2
{
    /// <summary>How it is made.</summary>
    public static PaperItem Item { get; } = new()
    {
        Name = "figure2",
        Title = "the gap by the number of demonstrations",
        Needs = new() { Rows = "measurements in the permuted setting" },
        Make = drawing =>
        {
            if (drawing.Main() is not { } model)
                return;
            drawing.Add(Demonstrations.Of(drawing, model, "figure2"));
            drawing.AddReference($"r08-by-demonstrations-{model.Name}");
        },
    };
}
