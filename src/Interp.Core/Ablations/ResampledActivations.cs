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
    private readonly int _ordinals;

    private ResampledActivations(Dictionary<HookPoint, Tensor> values, int ordinals)
        : base(values) => _ordinals = ordinals;

    /// <inheritdoc/>
    public override Replacement Kind => Replacement.Resample;

    /// <summary>Runs the other prompts and keeps what the ablation touches.</summary>
    /// <param name="model">The model.</param>
    /// <param name="ablation">Whose components, at whose positions; parts at different positions need a source each.</param>
    /// <param name="others">As many prompts as the ablated batch.</param>
    /// <param name="protocol">The protocol the ablation will be applied under; null for corrected.</param>
    /// <returns>The activations; the caller owns them.</returns>
    /// <exception cref="ArgumentException">Parts at different positions.</exception>
    public static ResampledActivations Of(HookedTransformer model, Ablation ablation, Batch others, Protocol? protocol = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(ablation);
        ArgumentNullException.ThrowIfNull(others);
        var positions = ablation.Parts.Where(part => part.With == Replacement.Resample).Select(part => part.Positions).Distinct().ToArray();
        if (positions.Length != 1)
            throw new ArgumentException($"A source serves the resampled parts of one set of positions; '{ablation}' has {positions.Length}.", nameof(ablation));

        var points = AblationPlan.Of(ablation, model, protocol ?? Protocol.Corrected).Points;
        var values = new Dictionary<HookPoint, Tensor>();
        using var noGrad = no_grad();
        using var index = new PositionIndex(positions[0].Resolve(others), model.Device);
        using (HookScope.Join(points.Select(point => model.Tap(point, Positions.All, x => values[point] = index.Select(x, axis: 1).DetachFromDisposeScope()))))
            model.Run(others);
        return new ResampledActivations(values, index.Count);
    }

    internal override Tensor Values(HookPoint point, long[] prompts, long[] ordinals, long[]? heads)
    {
        var stored = At(point); // [batch, token, head, d_head] or [batch, token, d_model]
        if (prompts.Max() >= stored.shape[0] || ordinals.Max() >= _ordinals)
            throw new InvalidOperationException($"The other batch gives {stored.shape[0]} prompts with {_ordinals} tokens each; the ablation needs {prompts.Max() + 1} with {ordinals.Max() + 1}.");

        TensorIndex Index(long[] indices) => TensorIndex.Tensor(tensor(indices, device: stored.device));
        return heads is null ? stored[Index(prompts), Index(ordinals)] : stored[Index(prompts), Index(ordinals), Index(heads)];
    }
}
