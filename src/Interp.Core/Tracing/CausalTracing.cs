using System.Collections.Immutable;
using Interp.Core.Batches;
using Interp.Core.Prompts;
using Interp.Core.Sweeps;
using Interp.Core.Tokens;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Tracing;

/// <summary>
/// Causal tracing (Meng et al., 2022): noise on the embeddings of some tokens, and one state, attention or MLP at a time as
/// it was without the noise; how much of the answer's probability comes back.
/// </summary>
public static class CausalTracing
{
    /// <summary>Traces every part at every place.</summary>
    /// <param name="model">The model; ablations and patches stay in force in all runs, hooks of one's own are refused where a run starts behind them.</param>
    /// <param name="prompts">The prompts.</param>
    /// <param name="answers">For each prompt the token whose probability is measured.</param>
    /// <param name="options">What is corrupted and restored; null for <see cref="TraceOptions.Default"/>.</param>
    /// <returns>Plain numbers, one a prompt.</returns>
    /// <exception cref="ArgumentException">Not one answer a prompt, a token that the model does not have, a prompt without a corrupted token or with other than one that is read, or places that share a name.</exception>
    /// <exception cref="OperationCanceledException">Cancelled between two runs.</exception>
    public static CausalTrace Run(HookedTransformer model, IReadOnlyList<IMarkedTokens> prompts, IReadOnlyList<int> answers, TraceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentNullException.ThrowIfNull(answers);
        options ??= TraceOptions.Default;
        var places = PlacesOf(prompts, options);
        Check(model, prompts, answers, places, options);

        using var noGrad = no_grad();
        var spread = new EmbeddingSpread(options.Noise);
        Sweep.Run(model, prompts, [spread], new SweepOptions { BatchTokens = options.BatchTokens, Cancellation = options.Cancellation });
        var deviation = options.Sigma * spread.Deviation();
        var (clean, corrupt) = (new double[prompts.Count], new double[prompts.Count]);
        var restored = options.Parts.Distinct().ToDictionary(part => part, part => new double[TraceParts.Count(part, model.Info.Layers), places.Length, prompts.Count]);
        var noise = new EmbeddingNoise(options.Noise, deviation, options.Seed);
        var done = 0;
        foreach (var group in Batch.Group([.. prompts.Select(prompt => prompt.Tokens.Length)], options.BatchTokens))
        {
            using var batch = new TraceBatch(model, prompts, Batch.Of(prompts, group), answers, places, options);
            batch.Run(noise, clean, corrupt, restored);
            options.Progress?.Report(done += group.Length);
        }

        return new CausalTrace(deviation, [.. places.Select(place => place.Name)], clean, corrupt, restored);
    }

    /// <summary>Traces the true or the shown label of few-shot prompts.</summary>
    /// <param name="model">The model; ablations and patches stay in force.</param>
    /// <param name="set">The prompts.</param>
    /// <param name="kind">Which of each pair.</param>
    /// <param name="label">From a prompt to the class whose label's probability is measured: <c>prompt => prompt.Shown[^1]</c>.</param>
    /// <param name="options">What is corrupted and restored; null for the default.</param>
    public static CausalTrace Run(HookedTransformer model, PromptSet set, PromptKind kind, Func<Prompt, int> label, TraceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(label);
        var prompts = set.Prompts(kind);
        return Run(model, prompts, [.. prompts.Select(prompt => set.LabelTokens[label(prompt)])], options);
    }

    private static ImmutableArray<TracePlace> PlacesOf(IReadOnlyList<IMarkedTokens> prompts, TraceOptions options) =>
        options.Places ?? TracePlace.Roles([.. prompts.Select((prompt, i) => prompt as Prompt
            ?? throw new ArgumentException($"Prompt {i} is {prompt.GetType().Name}, which knows no roles: name places (TraceOptions.Places).", nameof(prompts)))]);

    private static void Check(HookedTransformer model, IReadOnlyList<IMarkedTokens> prompts, IReadOnlyList<int> answers, ImmutableArray<TracePlace> places, TraceOptions options)
    {
        if (prompts.Count == 0 || answers.Count != prompts.Count)
            throw new ArgumentException($"There are {prompts.Count} prompts and {answers.Count} answers; expected one of each at least, and as many of both.", nameof(answers));
        if (answers.FirstOrDefault(answer => (uint)answer >= (uint)model.Info.DVocab) is not 0 and var outside)
            throw new ArgumentException($"Answer {outside} is no token; the model has tokens 0..{model.Info.DVocab - 1}.", nameof(answers));
        if (places.IsDefaultOrEmpty || places.Select(place => place.Name).Distinct().Count() != places.Length)
            throw new ArgumentException($"Expected at least one place, each with a name of its own; given were {(places.IsDefault ? "none" : string.Join(", ", places.Select(place => place.Name)))}.", nameof(options));
        if (options.Parts.IsDefaultOrEmpty || options.Parts.Any(part => !Enum.IsDefined(part)))
            throw new ArgumentException("Expected at least one of state, attention and MLP to restore.", nameof(options));

        var all = Batch.Of(prompts);
        var (noise, read) = (options.Noise.Resolve(all), options.Read.Resolve(all));
        for (var prompt = 0; prompt < prompts.Count; prompt++)
        {
            if (noise[prompt].IsEmpty)
                throw new ArgumentException($"'{options.Noise}' names no token of prompt {prompt}, so that nothing of it would be corrupted.", nameof(options));
            if (read[prompt].Length != 1)
                throw new ArgumentException($"'{options.Read}' names {read[prompt].Length} tokens of prompt {prompt}; expected one, whose prediction is read.", nameof(options));
        }

        foreach (var place in places)
            place.Positions.Resolve(all);
    }
}
