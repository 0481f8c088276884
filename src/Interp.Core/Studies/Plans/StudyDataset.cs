using Interp.Core.Prompts;

namespace Interp.Core.Studies.Plans;

/// <summary>A dataset as a study sees it.</summary>
/// <param name="Examples">Its rows.</param>
/// <param name="Format">A prompt format with the label words of a protocol; throws <see cref="ArgumentOutOfRangeException"/> where there is none of this index.</param>
public sealed record StudyDataset(ExampleSet Examples, Func<int, Protocol, PromptFormat> Format);
