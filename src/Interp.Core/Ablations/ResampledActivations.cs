using System.Collections.Immutable;
using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Sweeps;
using Interp.Core.Tokens;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Ablations;

/// <summary>
/// Outputs of components in other prompts, for resample ablation: prompt i of the set gets what prompt i of the other set
/// had, the k-th ablated token of the one what the k-th of the other had.
/// </summary>
public sealed class ResampledActivations : StoredReplacements
{
    private readonly ImmutableArray<int> _tokens; // by prompt

    private ResampledActivations(Dictionary<HookPoint, Tensor> values, ImmutableArray<int> tokens)
        : base(values) => _tokens = tokens;

    /// <inheritdoc/>
    public override Replacement Kind => Replacement.Resample;

    /// <summary>Runs the other prompts and keeps what the ablation touches.</summary>
    /// <param name="model">The model.</param>
    /// <param name="ablation">Whose components, at whose positions; parts at different positions need a source each.</param>
    /// <param name="others">As many prompts as the ablated set, each with at least as many ablated tokens.</param>
    /// <param name="protocol">The protocol the ablation will be applied under; null for corrected.</param>
    /// <param name="options">How the set is run; null for the default.</param>
    /// <returns>The activations; the caller owns them.</returns>
    /// <exception cref="ArgumentException">Parts at different positions.</exception>
    public static ResampledActivations Of(
        HookedTransformer model, Ablation ablation, IReadOnlyList<IMarkedTokens> others, Protocol? protocol = null, SweepOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(ablation);
        ArgumentNullException.ThrowIfNull(others);
        var parts = ablation.Parts.Where(part => part.With == Replacement.Resample).ToArray();
        var positions = parts.Select(part => part.Positions).Distinct().ToArray();
        if (positions.Length != 1)
            throw new ArgumentException($"A source serves the resampled parts of one set of positions; '{ablation}' has {positions.Length}.", nameof(ablation));

        var points = AblationPlan.Of(new Ablation(parts), model, protocol ?? Protocol.Corrected).Points;
        using var reader = new PointReader(points, positions[0], others.Count);
        Sweep.Run(model, others, [reader], options);
        return new ResampledActivations(reader.Take(), [.. positions[0].Resolve(Batch.Of(others)).Select(list => list.Length)]);
    }

    /// <inheritdoc/>
    public override void Check(HookPoint point, Batch batch, ImmutableArray<ImmutableArray<int>> tokens)
    {
        ArgumentNullException.ThrowIfNull(batch);
        base.Check(point, batch, tokens);
        if (batch.SetSize != _tokens.Length)
            throw new InvalidOperationException($"The other set has {_tokens.Length} prompts, the ablated one {batch.SetSize}: give as many, prompt i of the one for prompt i of the other.");
        for (var row = 0; row < batch.Size; row++)
        {
            var prompt = batch.Members[row];
            if (tokens[row].Length > _tokens[prompt])
                throw new InvalidOperationException($"Prompt {prompt} of the other set gives {_tokens[prompt]} tokens; the ablation touches {tokens[row].Length} of the prompt it stands for.");
        }
    }

    /// <inheritdoc/>
    public override Tensor Values(ReplacementRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var stored = At(request.Point); // [prompt, token, head, d_head] or [prompt, token, d_model]
        var (prompts, ordinals) = (Index(request.Prompts, stored.device), Index(request.Ordinals, stored.device));
        return request.Heads is { } heads ? stored[prompts, ordinals, Index(heads, stored.device)] : stored[prompts, ordinals];
    }

    /// <summary>Keeps some points of every prompt.</summary>
    private sealed class PointReader(IEnumerable<HookPoint> points, Positions positions, int prompts) : IReader, IDisposable
    {
        private readonly PromptTensor[] _kept = [.. points.Select(point => new PromptTensor(point, positions, prompts))];

        public IEnumerable<Want> Wants(HookedTransformer model, IReadOnlyList<IMarkedTokens> set) => _kept.Select(kept => new Want(kept.Point, positions, kept.Add));

        public Dictionary<HookPoint, Tensor> Take() => _kept.ToDictionary(kept => kept.Point, kept => kept.Take());

        public void Dispose()
        {
            foreach (var kept in _kept)
                kept.Dispose();
        }
    }
}
