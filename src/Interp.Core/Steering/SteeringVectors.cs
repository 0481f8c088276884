using System.Collections.Immutable;
using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Lens;
using Interp.Core.Prompts;
using Interp.Core.Sweeps;
using Interp.Core.Tokens;
using Interp.Core.Transformer;

namespace Interp.Core.Steering;

/// <summary>Steering vectors from means over prompts. Fit them on some prompts, apply them on others.</summary>
public static class SteeringVectors
{
    /// <summary>The mean stream at every state.</summary>
    /// <param name="model">The model; its hooks and ablations stay in force.</param>
    /// <param name="prompts">The prompts; each token counts once.</param>
    /// <param name="positions">Which of their tokens.</param>
    /// <param name="states">Which states; null for all.</param>
    /// <param name="sweep">How the prompts are run; null for the default.</param>
    /// <returns>One vector a state, in their order.</returns>
    /// <exception cref="ArgumentException">States that the model does not have, or no tokens.</exception>
    public static ImmutableArray<SteeringVector> Means(
        HookedTransformer model, IReadOnlyList<IMarkedTokens> prompts, Positions positions, ImmutableArray<int>? states = null, SweepOptions? sweep = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        var chosen = new LensOptions { States = states }.StatesOf(model);
        using var reader = new MeanPoints([.. chosen.Select(States.PointOf)], positions);
        Sweep.Run(model, prompts, [reader], sweep);
        return [.. chosen.Select((state, i) => new SteeringVector(state, reader.Mean(i)))];
    }

    /// <summary>The mean stream under correct prompts minus that under false ones, at every state.</summary>
    /// <param name="model">The model; its hooks and ablations stay in force.</param>
    /// <param name="prompts">The pairs that the vectors are fitted on.</param>
    /// <param name="positions">Which tokens; null for the last pre-label token.</param>
    /// <param name="states">Which states; null for all.</param>
    /// <param name="sweep">How the prompts are run; null for the default.</param>
    /// <returns>One vector a state, in their order.</returns>
    /// <exception cref="ArgumentException">States that the model does not have, or no tokens.</exception>
    public static ImmutableArray<SteeringVector> CorrectMinusFalse(
        HookedTransformer model, PromptSet prompts, Positions? positions = null, ImmutableArray<int>? states = null, SweepOptions? sweep = null)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        var means = new ByKind<PromptKind>(PromptKind.Correct, PromptKind.False).Select((kind, _) => Means(model, prompts.Prompts(kind), positions ?? Positions.LastPreLabel, states, sweep));
        return [.. means.Correct.Zip(means.False, (correct, other) => correct.Minus(other))];
    }

    /// <summary>A function vector (Todd et al., 2024): the sum of the mean outputs of chosen heads.</summary>
    /// <param name="model">The model; its hooks and ablations stay in force.</param>
    /// <param name="prompts">Prompts of the task.</param>
    /// <param name="heads">Heads that carry it; of scores or ablations.</param>
    /// <param name="state">The state that the vector is to be added to.</param>
    /// <param name="positions">Where the heads are read; null for the last pre-label token.</param>
    /// <param name="sweep">How the prompts are run; null for the default.</param>
    /// <exception cref="ArgumentException">No heads, one twice, or heads or a state that the model does not have.</exception>
    /// <remarks>A head's output is what it adds to attention's: where a norm stands behind attention (OLMo 2, Gemma), before that.</remarks>
    public static SteeringVector OfHeads(
        HookedTransformer model, IReadOnlyList<IMarkedTokens> prompts, IReadOnlyList<HeadId> heads, int state, Positions? positions = null, SweepOptions? sweep = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(heads);
        _ = new LensOptions { States = [state] }.StatesOf(model);
        if (heads.Count == 0 || heads.Distinct().Count() != heads.Count || heads.Any(head => (uint)head.Layer >= (uint)model.Info.Layers || (uint)head.Head >= (uint)model.Info.Heads))
            throw new ArgumentException($"Expected distinct heads of blocks 0..{model.Info.Layers - 1}, 0..{model.Info.Heads - 1} in each; given were {string.Join(" ", heads)}.", nameof(heads));

        var byLayer = heads.GroupBy(head => head.Layer).ToDictionary(group => HookPoint.Result(group.Key), group => group.Select(head => head.Head).ToImmutableArray());
        using var reader = new MeanPoints([.. byLayer.Keys], positions ?? Positions.LastPreLabel) { Heads = byLayer };
        Sweep.Run(model, prompts, [reader], sweep);
        var sum = new double[model.Info.DModel];
        for (var point = 0; point < byLayer.Count; point++)
        {
            var means = reader.Mean(point); // [head, d_model]
            for (var i = 0; i < means.Length; i++)
                sum[i % sum.Length] += means[i];
        }

        return new SteeringVector(state, [.. sum]);
    }
}
