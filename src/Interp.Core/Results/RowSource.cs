using Interp.Core.Prompts;

namespace Interp.Core.Results;

/// <summary>Where the numbers of a result row come from.</summary>
/// <param name="Model">The model's name, as the user gave it.</param>
/// <param name="Protocol">The protocol of prompts, reading and measures.</param>
/// <param name="Setting">How the false prompts' labels were dealt.</param>
/// <param name="Dataset">The dataset's key ("sst2").</param>
/// <param name="Format">Index of the prompt format.</param>
public sealed record RowSource(string Model, Protocol Protocol, Setting Setting, string Dataset, int Format);
