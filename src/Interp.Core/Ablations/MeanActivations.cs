using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Sweeps;
using Interp.Core.Tokens;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Ablations;

/// <summary>Mean outputs of components over a reference set, for mean ablation.</summary>
public sealed class MeanActivations : StoredReplacements
{
    internal MeanActivations(Dictionary<HookPoint, Tensor> values)
        : base(values)
    {
    }

    /// <inheritdoc/>
    public override Replacement Kind => Replacement.Mean;

    /// <summary>Runs the reference set and averages what the ablation touches.</summary>
    /// <param name="model">The model.</param>
    /// <param name="ablation">Whose components.</param>
    /// <param name="reference">The reference set.</param>
    /// <param name="over">Which of its tokens count.</param>
    /// <param name="protocol">The protocol the ablation will be applied under; null for corrected.</param>
    /// <param name="options">How the set is run; null for the default.</param>
    /// <returns>The means; the caller owns them.</returns>
    public static MeanActivations Of(
        HookedTransformer model, Ablation ablation, IReadOnlyList<IMarkedTokens> reference, Positions over, Protocol? protocol = null, SweepOptions? options = null)
    {
        using var reader = new MeanReader(ablation, over, protocol);
        Sweep.Run(model, reference, [reader], options);
        return reader.Take();
    }

    /// <inheritdoc/>
    public override Tensor Values(ReplacementRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var mean = At(request.Point); // [head, d_head] or [d_model]
        return request.Heads is { } heads ? mean[Index(heads, mean.device)] : mean.unsqueeze(0);
    }
}
