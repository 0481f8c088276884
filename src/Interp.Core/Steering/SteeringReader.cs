using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Lens;
using Interp.Core.Metrics;
using Interp.Core.Replays;
using Interp.Core.Sweeps;
using Interp.Core.Tokens;
using Interp.Core.Transformer;

namespace Interp.Core.Steering;

/// <summary>
/// The logit lens under any number of steering vectors and doses, in one sweep: the steered tokens ride beside their prompt
/// from the vector's state on, as replayed ablations do. Equal to full runs under <see cref="SteeringVector.Apply"/> to float noise.
/// </summary>
/// <remarks>Ablations, patches and vectors that are in force on the model apply to the rows as to the prompts; a row's own dose comes on top.</remarks>
/// <param name="doses">What is added; each is a reading of its own.</param>
/// <param name="labelTokens">The token that stands for each label.</param>
/// <param name="positions">The tokens it is added at and whose predictions are read: neighbours, as many in each prompt; null for the last pre-label token.</param>
/// <param name="options">What is read, under which protocol; null for <see cref="LensOptions.Default"/>.</param>
public sealed class SteeringReader(IReadOnlyList<SteeringDose> doses, IReadOnlyList<int> labelTokens, Positions? positions = null, LensOptions? options = null) : IRidingReader
{
    private readonly Positions _positions = positions ?? Positions.LastPreLabel;
    private SteeringSheets? _sheets;

    /// <summary>For each dose the scores of every prompt, in the order of the set, once the sweep has run.</summary>
    /// <exception cref="InvalidOperationException">It has not, or not to its end.</exception>
    public IReadOnlyList<LabelScores> Scores => (_sheets ?? throw new InvalidOperationException("There are no scores yet: give the reader to Sweep.Run first.")).ToScores();

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">No dose, a vector that does not fit the model, or positions that are no neighbours.</exception>
    public IEnumerable<Want> Wants(HookedTransformer model, IReadOnlyList<IMarkedTokens> set)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(doses);
        ArgumentNullException.ThrowIfNull(labelTokens);
        if (doses.Count == 0)
            throw new ArgumentException("There is no dose; one of 0 reads the prompts as they are.");
        foreach (var dose in doses)
        {
            dose.Vector.Check(model);
            Finite.Of(dose.Dose);
        }

        var batch = Batch.Of(set);
        var window = ReplayWindow.Of(_positions, batch);
        var lens = (options ?? LensOptions.Default).For(set);
        var predicted = PredictedLabels.Of(batch, window.Tokens);
        var shape = new LabelScoresShape(set.Count, lens.StatesOf(model), predicted ?? [.. Enumerable.Range(0, window.Width)], labelTokens.Count)
        {
            PredictsLabels = predicted is not null,
            Protocol = lens.Protocol!,
        };
        _sheets = new SteeringSheets(doses, shape, new LabelReadout(lens.ReadoutOf(model), labelTokens, lens.ReadsVocabulary));
        return [];
    }

    IPassRider IRidingReader.Rider(HookedTransformer model, Batch batch) => new SteeringRider(model, batch, ReplayWindow.Of(_positions, batch), doses, _sheets!);
}
