using Interp.Core.Prompts;

namespace Interp.Samples.Overthinking.Pages;

/// <summary>One number of the paper.</summary>
/// <param name="Table">Which of the reference values: R1, R3, R4, R6, R10.</param>
/// <param name="Model">The model, as the paper's files call it.</param>
/// <param name="Setting">The setting.</param>
/// <param name="Dataset">The dataset, or the mean of fourteen.</param>
/// <param name="Quantity">What it is.</param>
/// <param name="Value">The number.</param>
internal sealed record PaperValue(string Table, string Model, Setting Setting, string Dataset, string Quantity, double Value);
