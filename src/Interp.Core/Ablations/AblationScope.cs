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
    /// <exception cref="ArgumentException">Mean or resample without its source, or a published form the model does not allow. Prompts of another protocol are refused when they are run.</exception>
    public static AblationScope Apply(HookedTransformer model, Ablation ablation, IReadOnlyList<ReplacementSource>? sources = null, Protocol? protocol = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(ablation);
        model.ThrowIfDisposed();
        sources ??= [];
        var plan = AblationPlan.Of(ablation, model, protocol ?? Protocol.Corrected);
        plan.RequireSources(sources);
        return new AblationScope(ablation, HookScope.Join(plan.Steps.GroupBy(step => step.Point).Select(steps => model.Intervene(steps.Key, steps.First().Hides
            ? new Listener.Mask(grid => AblationEdit.Hidden(steps, grid), batch => plan.Check(batch, sources))
            : new Listener.Intervention((x, grid) => AblationEdit.Apply(x, steps.SelectMany(step => AblationEdit.Targets(step, grid)), sources), batch => plan.Check(batch, sources))))));
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
}
