using Interp.Core.Prompts;
using Interp.Core.Sweeps;
using Interp.Core.Transformer;

namespace Interp.Core.Heads;

/// <summary>Finds false induction heads (paper, section 4): heads that attend to earlier labels of the same class and promote what they say.</summary>
/// <example><code>
/// var scores = FalseInductionScorer.Score(model, prompts);
/// var heads = scores.Top(5);
/// var promoted = scores[HeadProperty.PromotingFrozen].MeanOver(heads);
/// </code></example>
public static class FalseInductionScorer
{
    /// <summary>Scores every head on the false prompts of a set, with one forward a prompt.</summary>
    /// <param name="model">The model; ablations in force on it are seen.</param>
    /// <param name="prompts">The prompts.</param>
    /// <param name="options">How they are run; null for the default.</param>
    public static FalseInductionScores Score(HookedTransformer model, PromptSet prompts, SweepOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        var reader = new FalseInductionReader(prompts.LabelTokens);
        Sweep.Run(model, prompts.Prompts(PromptKind.False), [reader], options);
        return reader.Scores;
    }
}
