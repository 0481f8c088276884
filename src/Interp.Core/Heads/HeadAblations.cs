using System.Collections.Immutable;
using Interp.Core.Ablations;
using Interp.Core.Batches;
using Interp.Core.Transformer;

namespace Interp.Core.Heads;

/// <summary>Lists of ablations of heads, to be replayed side by side.</summary>
public static class HeadAblations
{
    /// <summary>The first head, the first two, …, all of them: how an effect grows with the heads that are taken away.</summary>
    /// <param name="heads">Heads in order of rank, as <see cref="HeadScores.Top"/> gives them; at least one.</param>
    /// <param name="at">At which tokens; null for the last pre-label token.</param>
    /// <param name="with">By what they are replaced.</param>
    public static ImmutableArray<Ablation> Growing(IReadOnlyList<HeadId> heads, Positions? at = null, Replacement with = Replacement.Zero)
    {
        ArgumentNullException.ThrowIfNull(heads);
        if (heads.Count == 0 || heads.Distinct().Count() != heads.Count)
            throw new ArgumentException($"Expected one or more distinct heads in order of rank; given were [{string.Join(" ", heads)}].", nameof(heads));
        return [.. Enumerable.Range(1, heads.Count).Select(count => Ablation.OfHeads(heads.Take(count), at ?? Positions.LastPreLabel, with))];
    }

    /// <summary>One ablation for each set of heads, for random controls.</summary>
    /// <param name="sets">The sets.</param>
    /// <param name="at">At which tokens; null for the last pre-label token.</param>
    /// <param name="with">By what they are replaced.</param>
    public static ImmutableArray<Ablation> OfEach(IEnumerable<ImmutableArray<HeadId>> sets, Positions? at = null, Replacement with = Replacement.Zero)
    {
        ArgumentNullException.ThrowIfNull(sets);
        return [.. sets.Select(heads => Ablation.OfHeads(heads, at ?? Positions.LastPreLabel, with))];
    }
}
