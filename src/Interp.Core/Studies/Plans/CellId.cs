using Interp.Core.Prompts;

namespace Interp.Core.Studies.Plans;

/// <summary>Which cell of a study: one model, dataset, setting and format.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Dataset">The dataset's key.</param>
/// <param name="Setting">How false labels are dealt.</param>
/// <param name="Format">Index of the prompt format.</param>
public sealed record CellId(string Model, string Dataset, Setting Setting, int Format)
{
    /// <summary>"gpt_j, sst2, permuted_incorrect_labels, format 0"</summary>
    public override string ToString() => $"{Model}, {Dataset}, {Setting.Name()}, format {Format}";
}
