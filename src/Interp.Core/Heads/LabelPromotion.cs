using System.Collections.Immutable;

namespace Interp.Core.Heads;

/// <summary>
/// How much every head's own output promotes the label that a false prompt shows over the true one, at the last pre-label
/// token (paper, section 1.12): logit of the shown label less logit of the true one. The paper does not say how the final
/// norm enters; here are its three readings.
/// </summary>
/// <remarks>Prompts whose last demonstration shows its true label say nothing of this and are left out.</remarks>
/// <param name="Prompts">The prompts that the scores are of, as indices into the set.</param>
/// <param name="Bare">Without the final norm: the unembedding of the head's output.</param>
/// <param name="Normalized">
/// The logit lens on the head's output: the final norm of that output alone, the norm's and the unembedding's bias included
/// (the latter not where the prompts' protocol leaves it out).
/// </param>
/// <param name="Frozen">
/// Under the scale that the final norm has on the real stream, without biases: the head's share of the model's own logit
/// difference, as direct logit attribution gives it.
/// </param>
public sealed record LabelPromotion(ImmutableArray<int> Prompts, HeadScores Bare, HeadScores Normalized, HeadScores Frozen);
