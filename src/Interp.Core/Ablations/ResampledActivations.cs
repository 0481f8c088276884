using System.Collections.Immutable;
using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Ablations;

/// <summary>
/// Outputs of components in other prompts, for resample ablation: prompt i of the batch gets what prompt i of the other
/// batch had, the k-th ablated token of the one what the k-th of the other had.
/// </summary>
public sealed class ResampledActivations : ReplacementSource
{
    private readonly ImmutableArray<int> _tokens;

    private ResampledActivations(Dictionary<HookPoint, Tensor> values, ImmutableArray<int> tokens)
        : base(values) => _tokens = tokens;

    /// <inheritdoc/>
    public override Replacement Kind => Replacement.Resample;

    /// <summary>Runs the other prompts and keeps what the ablation touches.</summary>
    /// <param name="model">The model.</param>
    /// <param name="ablation">Whose components, at whose positions; parts at different positions need a source each.</param>
    /// <param name="others">As many prompts as the ablated batch, each with at least as many ablated tokens.</param>
    /// <param name="protocol">The protocol the ablation will be applied under; null for corrected.</param>
    /// <returns>The activations; the caller owns them.</returns>
    /// <exception cref="ArgumentException">Parts at different positions.</exception>
    public static ResampledActivations Of(HookedTransformer model, Ablation ablation, Batch others, Protocol? protocol = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(ablation);
        ArgumentNullException.ThrowIfNull(others);
        model.ThrowIfDisposed();
        var positions = ablation.Parts.Where(part => part.With == Replacement.Resample).Select(part => part.Positions).Distinct().ToArray();
        if (positions.Length != 1)
            throw new ArgumentException($"A source serves the resampled parts of one set of positions; '{ablation}' has {positions.Length}.", nameof(ablation));

        var points = AblationPlan.Of(ablation, model, protocol ?? Protocol.Corrected).Points;
        var chosen = positions[0].Resolve(others);
        var values = new Dictionary<HookPoint, Tensor>();
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        using var index = new PositionIndex(chosen, model.Device);
        using (HookScope.Join(points.Select(point => model.Tap(point, Positions.All, x => values[point] = index.Select(x, axis: 1).MoveToOtherDisposeScope(scope)))))
            model.Run(others);
        return new ResampledActivations(
            values.ToDictionary(pair => pair.Key, pair => pair.Value.DetachFromDisposeScope()), [.. chosen.Select(list => list.Length)]);
    }

    internal override Tensor Values(HookPoint point, long[] prompts, long[] ordinals, long[]? heads)
    {
        var stored = At(point); // [batch, token, head, d_head] or [batch, token, d_model]
        foreach (var (prompt, ordinal) in prompts.Zip(ordinals))
        {
            if (prompt >= _tokens.Length)
                throw new InvalidOperationException($"The other batch has {_tokens.Length} prompts, the ablated one at least {prompt + 1}: give as many.");
            if (ordinal >= _tokens[(int)prompt])
                throw new InvalidOperationException($"Prompt {prompt} of the other batch gives {_tokens[(int)prompt]} tokens; the ablation touches at least {ordinal + 1} of the prompt it stands for.");
        }

        TensorIndex Index(long[] indices) => TensorIndex.Tensor(tensor(indices, device: stored.device));
        return heads is null ? stored[Index(prompts), Index(ordinals)] : stored[Index(prompts), Index(ordinals), Index(heads)];
    }
}
