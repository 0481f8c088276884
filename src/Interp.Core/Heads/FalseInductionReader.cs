using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Prompts;
using Interp.Core.Sweeps;
using Interp.Core.Tokens;
using Interp.Core.Transformer;

namespace Interp.Core.Heads;

/// <summary>Scores every head as a reader of a sweep, beside the lens, replayed ablations and others: one pattern row, one z and one state a prompt is all it wants.</summary>
/// <param name="labelTokens">The token that stands for each label.</param>
public sealed class FalseInductionReader(IReadOnlyList<int> labelTokens) : IReader
{
    private readonly LabelAttentionReader _attention = new();
    private readonly LabelPromotionReader _promotion = new(labelTokens);
    private IReadOnlyList<Prompt> _prompts = [];
    private (HeadScores Score, HeadScores Wins)? _copying;

    /// <summary>The scores, once the sweep has run.</summary>
    /// <exception cref="InvalidOperationException">It has not, or not to its end.</exception>
    /// <exception cref="ArgumentException">The model said something that is no number.</exception>
    public FalseInductionScores Scores => new(
        _attention.Attention, _promotion.Promotion, _copying ?? throw new InvalidOperationException("There are no scores yet: give the reader to Sweep.Run first."), _prompts, labelTokens.Count);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">No few-shot prompts, prompts of different numbers of demonstrations, or none whose last demonstration shows a false label.</exception>
    public IEnumerable<Want> Wants(HookedTransformer model, IReadOnlyList<IMarkedTokens> set)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(set);
        _prompts = Batch.Of(set).Prompts();
        _copying = Copying.Of(model, labelTokens);
        return [.. _attention.Wants(model, set), .. _promotion.Wants(model, set)];
    }
}
