using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Transformer;

namespace Interp.Core.Ablations;

/// <summary>Applies an ablation to every pass of a model until disposed. Scopes nest; each removes exactly itself.</summary>
public sealed class AblationScope : IDisposable
{
    private readonly HookScope _hooks;

    private AblationScope(Ablation ablation, HookScope hooks)
    {
        Ablation = ablation;
        _hooks = hooks;
    }

    /// <summary>What is ablated.</summary>
    public Ablation Ablation { get; }

    /// <summary>Ablates from now on.</summary>
    /// <param name="model">The model.</param>
    /// <param name="ablation">What, where, by what.</param>
    /// <param name="sources">Sources of mean and resample replacements; they must outlive the scope and stay the caller's.</param>
    /// <param name="protocol">The paper's definitions (null) or its code's behaviour.</param>
    /// <returns>Disposing it ends the ablation.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A block or head the model does not have.</exception>
    /// <exception cref="ArgumentException">Mean or resample without its source, or a published form the model does not allow.</exception>
    public static AblationScope Apply(HookedTransformer model, Ablation ablation, IReadOnlyList<ReplacementSource>? sources = null, Protocol? protocol = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(ablation);
        model.ThrowIfDisposed();
        sources ??= [];
        RequireSources(ablation, sources);

        var plan = AblationPlan.Of(ablation, model, protocol ?? Protocol.Corrected);
        return new AblationScope(ablation, HookScope.Join(plan.Steps.GroupBy(step => step.Point)
            .Select(steps => model.Intervene(steps.Key, Intervention([.. steps], sources)))));
    }

    /// <summary>Zeroes heads from now on.</summary>
    /// <param name="model">The model.</param>
    /// <param name="heads">The heads.</param>
    /// <param name="positions">At which tokens.</param>
    /// <returns>Disposing it ends the ablation.</returns>
    public static AblationScope Zero(HookedTransformer model, IEnumerable<HeadId> heads, Positions positions) =>
        Apply(model, Ablation.OfHeads(heads, positions));

    /// <summary>Ends the ablation; a second call does nothing.</summary>
    public void Dispose() => _hooks.Dispose();

    private static Listener.Intervention Intervention(AblationPlan.Step[] steps, IReadOnlyList<ReplacementSource> sources) => new(
        (x, grid) => AblationEdit.Apply(x, steps.SelectMany(step => AblationEdit.Targets(step, grid)), sources),
        batch => CheckAll(steps, batch, sources));

    /// <summary>Positions that fit the batch, and sources that have something for its prompts.</summary>
    internal static void CheckAll(IEnumerable<AblationPlan.Step> steps, Batch batch, IReadOnlyList<ReplacementSource> sources)
    {
        foreach (var step in steps)
        {
            var tokens = step.Part.Positions.Resolve(batch);
            sources.FirstOrDefault(source => source.Kind == step.Part.With)?.Check(step.Point, batch, tokens);
        }
    }

    internal static void RequireSources(Ablation ablation, IReadOnlyList<ReplacementSource> sources)
    {
        foreach (var kind in ablation.Parts.Select(part => part.With).Distinct().Where(kind => kind != Replacement.Zero))
        {
            var found = sources.Count(source => source.Kind == kind);
            if (found != 1)
            {
                var maker = kind switch
                {
                    Replacement.Mean => $"Make it with {nameof(MeanActivations)}.Of(model, ablation, …).",
                    Replacement.Resample => $"Make it with {nameof(ResampledActivations)}.Of(model, ablation, …).",
                    _ => $"Derive it from {nameof(ReplacementSource)}.",
                };
                throw new ArgumentException($"'{ablation}' replaces by {kind.ToString().ToLowerInvariant()} and needs one source of that; {found} were given. {maker}", nameof(sources));
            }
        }
    }
}
