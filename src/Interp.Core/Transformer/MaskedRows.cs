using System.Collections.Immutable;
using Interp.Core.Batches;
using Interp.Core.Hooks;
using static TorchSharp.torch;

namespace Interp.Core.Transformer;

/// <summary>
/// Keys hidden from some queries of whole sequences: only their rows of scores are written out, all others stay with the
/// fused kernel, bit for bit.
/// </summary>
internal static class MaskedRows
{
    /// <summary>Hides keys in rows of scores that a reader asked for.</summary>
    /// <param name="rows">[batch, head, query, key]</param>
    /// <param name="hidden">What is hidden from whom, in whole sequences.</param>
    /// <param name="tap">The reader: its positions, shorter lists padded by their last entry, and its heads.</param>
    /// <param name="batch">The prompts.</param>
    /// <param name="heads">Query heads of the block.</param>
    public static void Hide(Tensor rows, IReadOnlyList<HiddenKeys> hidden, Listener.Tap tap, Batch batch, int heads)
    {
        var lists = tap.Positions.IsAll ? default : tap.Positions.Resolve(batch);
        KeyMask.Hide(rows,
            from at in KeyMask.Places(hidden, heads)
            from place in tap.Positions.IsAll ? [at.Place] : PlacesOf(at.Place, lists[at.Row], (int)rows.shape[2])
            from head in tap.Heads is { } chosen ? Enumerable.Range(0, chosen.Length).Where(i => chosen[i] == at.Head) : [at.Head]
            select new long[] { at.Row, head, place, at.Key });
    }

    /// <summary>The mix of values of the fused kernel, with that of the queries from which keys are hidden in place of theirs.</summary>
    /// <param name="fused">[batch, head, query, d_head]</param>
    /// <param name="q">[batch, head, query, d_head]</param>
    /// <param name="k">[batch, head, key, d_head]</param>
    /// <param name="v">[batch, head, key, d_head]</param>
    /// <param name="rule">The block's rule.</param>
    /// <param name="hidden">What is hidden from whom.</param>
    /// <returns>[batch, head, query, d_head]</returns>
    public static Tensor Mix(Tensor fused, Tensor q, Tensor k, Tensor v, ScoreRule rule, IReadOnlyList<HiddenKeys> hidden)
    {
        var heads = (int)q.shape[1];
        var entries = KeyMask.Places(hidden, heads).ToArray();
        if (entries.Length == 0)
            return fused;

        using var scope = NewDisposeScope();
        var queries = entries.ToLookup(entry => entry.Row, entry => entry.Place);
        // Rows of which nothing is hidden have one query too, which is not used.
        ImmutableArray<ImmutableArray<int>> lists = [.. Enumerable.Range(0, (int)q.shape[0]).Select(row => queries.Contains(row) ? queries[row].Distinct().Order().ToImmutableArray() : [0])];
        using var index = new PositionIndex(lists, q.device);
        var scores = CausalScores.Of(index.Select(q, axis: 2), k, rule, index.ColumnsOn(q.device)); // [batch, head, query, key]
        var places = lists.Select(list => list.Select((query, place) => (query, place)).ToDictionary(pair => pair.query, pair => pair.place)).ToArray();
        KeyMask.Hide(scores, entries.Select(entry => new long[] { entry.Row, entry.Head, places[entry.Row][entry.Place], entry.Key }));
        var mixed = matmul(scores.softmax(-1), v); // [batch, head, query, d_head]

        var touched = entries.Select(entry => (entry.Row, entry.Head, entry.Place)).Distinct().ToArray();
        TensorIndex Axis(Func<(int Row, int Head, int Place), long> of) => TensorIndex.Tensor(tensor(Array.ConvertAll(touched, entry => of(entry)), device: q.device));
        var (row, head) = (Axis(entry => entry.Row), Axis(entry => entry.Head));
        var values = mixed.index(row, head, Axis(entry => places[entry.Row][entry.Place])); // [row, d_head]
        return fused.clone().index_put_(values, row, head, Axis(entry => entry.Place)).MoveToOuterDisposeScope();
    }

    private static IEnumerable<int> PlacesOf(int token, ImmutableArray<int> list, int count) =>
        Enumerable.Range(0, count).Where(place => list[Math.Min(place, list.Length - 1)] == token);
}
