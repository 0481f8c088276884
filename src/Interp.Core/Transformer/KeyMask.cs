using Interp.Core.Hooks;
using static TorchSharp.torch;

namespace Interp.Core.Transformer;

/// <summary>Takes keys away from queries: their scores are -infinity, so that the softmax runs over the others.</summary>
internal static class KeyMask
{
    /// <summary>Hides keys, into a copy.</summary>
    /// <param name="scores">[batch, head, query, key]</param>
    /// <param name="hidden">What is hidden from whom.</param>
    /// <returns>[batch, head, query, key]; <paramref name="scores"/> itself where nothing is hidden.</returns>
    public static Tensor Apply(Tensor scores, IEnumerable<HiddenKeys> hidden)
    {
        using var scope = NewDisposeScope();
        var heads = (int)scores.shape[1];
        var places = Places(hidden, heads).ToArray();
        if (places.Length == 0)
            return scores;
        var masked = scores.clone();
        Hide(masked, places.Select(place => new long[] { place.Row, place.Head, place.Place, place.Key }));
        return masked.MoveToOuterDisposeScope();
    }

    /// <summary>Hides scores one by one, in place.</summary>
    /// <param name="scores">Of four axes; a tensor that nobody else has seen.</param>
    /// <param name="places">Indices along each of them.</param>
    public static void Hide(Tensor scores, IEnumerable<long[]> places)
    {
        using var scope = NewDisposeScope();
        var all = places.ToArray();
        if (all.Length == 0)
            return;
        TensorIndex Axis(int axis) => TensorIndex.Tensor(tensor(Array.ConvertAll(all, place => place[axis]), device: scores.device));
        scores.index_put_(tensor(new[] { float.NegativeInfinity }, dtype: scores.dtype, device: scores.device), Axis(0), Axis(1), Axis(2), Axis(3));
    }

    /// <summary>Every hidden score; keys that the query does not see anyway are left out.</summary>
    /// <param name="hidden">What is hidden from whom.</param>
    /// <param name="heads">Query heads of the block.</param>
    public static IEnumerable<(int Row, int Head, int Place, int Key)> Places(IEnumerable<HiddenKeys> hidden, int heads) =>
        from one in hidden
        from head in one.Heads ?? [.. Enumerable.Range(0, heads)]
        from key in one.Keys
        where key <= one.Query && key >= one.FirstSeen
        select (one.Row, head, one.Place, key);

    /// <summary>Refuses what together leaves a query without any key.</summary>
    /// <param name="hidden">What is hidden from whom.</param>
    /// <param name="heads">Query heads of the block.</param>
    /// <param name="where">Names the place of a row.</param>
    /// <exception cref="InvalidOperationException">A query would see nothing.</exception>
    public static void RequireSomeKey(IEnumerable<HiddenKeys> hidden, int heads, Func<int, string> where)
    {
        foreach (var query in hidden.GroupBy(one => (one.Row, one.Query, one.FirstSeen)))
        {
            foreach (var seen in Places(query, heads).GroupBy(place => place.Head, place => place.Key))
            {
                if (seen.Distinct().Count() > query.Key.Query - query.Key.FirstSeen)
                    throw new InvalidOperationException($"Head {seen.Key} would see nothing at token {query.Key.Query} of {where(query.Key.Row)}: a knockout takes all of its keys {query.Key.FirstSeen}..{query.Key.Query}. Leave it one, or zero the head.");
            }
        }
    }
}
