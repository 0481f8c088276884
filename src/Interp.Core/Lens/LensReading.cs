using Interp.Core.Prompts;

namespace Interp.Core.Lens;

/// <summary>The logit lens on a set of prompts: label scores of both kinds, with the prompts they belong to.</summary>
/// <param name="Prompts">The prompts, in the order of the scores.</param>
/// <param name="Scores">Label scores under correct and under false prompts.</param>
public sealed record LensReading(PromptSet Prompts, ByKind<LabelScores> Scores);
