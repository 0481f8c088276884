using System.Collections.Immutable;
using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Sweeps;
using Interp.Core.Tokens;
using Interp.Core.Transformer;

namespace Interp.Core.Lens;

/// <summary>Reads every state's label scores at the tokens before the labels of every prompt of a sweep.</summary>
/// <param name="labelTokens">The token that stands for each label.</param>
/// <param name="options">How; null for <see cref="LensOptions.Default"/>.</param>
public sealed class LensReader(IReadOnlyList<int> labelTokens, LensOptions? options = null) : IReader
{
    private readonly LensOptions _options = options ?? LensOptions.Default;
    private LensSheet? _sheet;

    /// <summary>The scores, in the order of the set, once the sweep has run.</summary>
    /// <exception cref="InvalidOperationException">It has not, or not to its end.</exception>
    /// <exception cref="ArgumentException">The model said something that is no number.</exception>
    public LabelScores Scores => _sheet is { } sheet
        ? sheet.ToScores()
        : throw new InvalidOperationException("There are no scores yet: give the reader to Sweep.Run first.");

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">Prompts with different numbers of demonstrations, or of another protocol.</exception>
    public IEnumerable<Want> Wants(HookedTransformer model, IReadOnlyList<IMarkedTokens> set)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(labelTokens);
        ImmutableArray<int> counts = [.. Positions.PreLabel.Resolve(Batch.Of(set)).Select(list => list.Length)];
        if (counts.Any(count => count != counts[0] || count == 0))
            throw new ArgumentException("All prompts of a reading need the same number of demonstrations, at least one.", nameof(set));

        var lens = _options.For(set);
        var shape = new LabelScoresShape(set.Count, lens.StatesOf(model), [.. Enumerable.Range(0, counts[0])], labelTokens.Count) { Protocol = lens.Protocol! };
        var sheet = _sheet = new LensSheet(shape, new LabelReadout(lens.ReadoutOf(model), labelTokens, lens.ReadsVocabulary));
        return [.. shape.States.Select(state => new Want(States.PointOf(state), Positions.PreLabel, x => sheet.Read(x.Values, state, x.Batch.Members)))];
    }
}
