using Interp.Core.Ablations;
using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Lens;
using Interp.Core.Sweeps;
using Interp.Core.Tokens;
using Interp.Core.Transformer;

namespace Interp.Core.Replays;

/// <summary>
/// The logit lens under any number of ablations of a few tokens, in one sweep: the ablated tokens ride through each block
/// beside their prompt, using its keys and values while these are there. Nothing is recorded; memory grows with the rows
/// (ablations times prompts of a batch), not with blocks times tokens.
/// </summary>
/// <remarks>Ablations and patches that are in force on the model apply to the rows as to the prompts; a row's own ablation comes on top.</remarks>
/// <param name="ablations">The ablations; they touch the tokens of <paramref name="positions"/> only.</param>
/// <param name="labelTokens">The token that stands for each label.</param>
/// <param name="positions">The tokens that ablations touch and whose predictions are read: neighbours, as many in each prompt; null for the last pre-label token.</param>
/// <param name="options">What is read, under which protocol; null for <see cref="LensOptions.Default"/>.</param>
/// <param name="sources">Sources of mean, resample and own replacements; they stay the caller's.</param>
public sealed class ReplayReader(
    IReadOnlyList<Ablation> ablations, IReadOnlyList<int> labelTokens, Positions? positions = null, LensOptions? options = null, IReadOnlyList<ReplacementSource>? sources = null)
    : IRidingReader
{
    private readonly Positions _positions = positions ?? Positions.LastPreLabel;
    private readonly LensOptions _options = options ?? LensOptions.Default;
    private ReplaySheets? _sheets;
    private AblationPlan[] _plans = [];

    /// <summary>For each ablation the scores of every prompt, in the order of the set, once the sweep has run.</summary>
    /// <exception cref="InvalidOperationException">It has not, or not to its end.</exception>
    public IReadOnlyList<LabelScores> Scores => (_sheets ?? throw new InvalidOperationException("There are no scores yet: give the reader to Sweep.Run first.")).ToScores();

    private IReadOnlyList<ReplacementSource> Sources => sources ?? [];

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">Ablations that the model, the prompts or the sources do not allow.</exception>
    /// <exception cref="InvalidOperationException">An ablation that touches other tokens than those that are replayed.</exception>
    public IEnumerable<Want> Wants(HookedTransformer model, IReadOnlyList<IMarkedTokens> set)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(ablations);
        ArgumentNullException.ThrowIfNull(labelTokens);
        if (ablations.Count == 0)
            throw new ArgumentException("There is no ablation; Ablation.None reads the prompts as they are.");

        var batch = Batch.Of(set);
        var window = ReplayWindow.Of(_positions, batch);
        var lens = _options.For(set);
        _plans = [.. ablations.Select(ablation => AblationPlan.Of(ablation, model, lens.Protocol!))];
        foreach (var plan in _plans)
        {
            window.RequireInside(plan.Ablation, batch);
            plan.RequireSources(Sources);
            plan.Check(batch, Sources);
        }

        _sheets = new ReplaySheets(model, ablations, labelTokens, lens, set.Count, window.Width, PredictedLabels.Of(batch, window.Tokens));
        return [];
    }

    IPassRider IRidingReader.Rider(HookedTransformer model, Batch batch) =>
        ReplayRider.Of(model, batch, ReplayWindow.Of(_positions, batch), _plans, Sources, _sheets!.Sink(batch.Members));
}
