using System.Collections.Immutable;
using Interp.Core.Lens;
using Interp.Core.Prompts;

namespace Interp.Core.Metrics;

/// <summary>Logit of the label that a false prompt shows last, less that of the true one.</summary>
internal static class LabelDifference
{
    /// <summary>At the last state and demonstration, one number a pair.</summary>
    /// <param name="prompts">The pairs.</param>
    /// <param name="scores">Scores of either prompt of each pair.</param>
    public static ImmutableArray<double> Of(PromptSet prompts, LabelScores scores)
    {
        var (state, demonstration) = (scores.States[^1], scores.Demonstrations[^1]);
        return [.. prompts.Pairs.Select((pair, prompt) =>
        {
            var logits = scores.Logits(prompt, state, demonstration);
            return (double)logits[pair.False.Shown[^1]] - logits[pair.False.Classes[^1]];
        })];
    }
}
