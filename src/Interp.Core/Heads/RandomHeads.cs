using System.Collections.Immutable;
using Interp.Core.Randomness;
using Interp.Core.Transformer;

namespace Interp.Core.Heads;

/// <summary>Random sets of heads to hold chosen ones against: distinct heads, the same sets for every prompt. (The paper's code draws heads that do not exist; section 6, item 7.)</summary>
public static class RandomHeads
{
    /// <summary>Sets of heads drawn uniformly from all heads of a model.</summary>
    /// <param name="info">The model's sizes.</param>
    /// <param name="count">Heads of a set.</param>
    /// <param name="sets">How many sets.</param>
    /// <param name="seed">Equal seeds give equal sets; set i is the same however many are drawn.</param>
    /// <param name="except">Heads that are not drawn; null to draw from all.</param>
    /// <returns>For each set its heads, by block.</returns>
    /// <exception cref="ArgumentException">More heads than there are.</exception>
    public static IReadOnlyList<ImmutableArray<HeadId>> Uniform(TransformerInfo info, int count, int sets, ulong seed, IEnumerable<HeadId>? except = null)
    {
        ArgumentNullException.ThrowIfNull(info);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(sets, 1);
        HeadId[] all = [.. Enumerable.Range(0, info.Layers).SelectMany(layer => HeadsOf(layer, info)).Except(except ?? [])];
        Require(all.Length, count, "the model");
        return [.. Enumerable.Range(0, sets).Select(set => Draw(all, count, new RandomStream(seed, (ulong)set)).Order().ToImmutableArray())];
    }

    /// <summary>Sets with as many heads in each block as a given set has there.</summary>
    /// <param name="info">The model's sizes.</param>
    /// <param name="like">The set, of distinct heads.</param>
    /// <param name="sets">How many sets.</param>
    /// <param name="seed">Equal seeds give equal sets.</param>
    /// <param name="except">Heads that are not drawn, such as those of the set itself; null to draw from all.</param>
    /// <returns>For each set its heads, by block.</returns>
    /// <exception cref="ArgumentException">A block has fewer heads to draw from than are wanted of it, or the set names a head twice or one that the model lacks.</exception>
    public static IReadOnlyList<ImmutableArray<HeadId>> InLayersOf(TransformerInfo info, IReadOnlyList<HeadId> like, int sets, ulong seed, IEnumerable<HeadId>? except = null)
    {
        ArgumentNullException.ThrowIfNull(info);
        ArgumentNullException.ThrowIfNull(like);
        ArgumentOutOfRangeException.ThrowIfLessThan(sets, 1);
        if (like.Count == 0 || like.Distinct().Count() != like.Count || like.Any(head => (uint)head.Layer >= (uint)info.Layers || (uint)head.Head >= (uint)info.Heads))
            throw new ArgumentException($"Expected distinct heads of blocks 0..{info.Layers - 1}, 0..{info.Heads - 1} in each; given were {string.Join(" ", like)}.", nameof(like));

        var left = except?.ToHashSet() ?? [];
        var layers = like.GroupBy(head => head.Layer).OrderBy(layer => layer.Key).Select(layer => (Count: layer.Count(), All: HeadsOf(layer.Key, info).Where(head => !left.Contains(head)).ToArray(), Name: $"block {layer.Key}")).ToArray();
        foreach (var (count, all, name) in layers)
            Require(all.Length, count, name);
        return [.. Enumerable.Range(0, sets).Select(set =>
        {
            var random = new RandomStream(seed, (ulong)set);
            return layers.SelectMany(layer => Draw(layer.All, layer.Count, random).Order()).ToImmutableArray();
        })];
    }

    private static IEnumerable<HeadId> HeadsOf(int layer, TransformerInfo info) => Enumerable.Range(0, info.Heads).Select(head => new HeadId(layer, head));

    private static void Require(int there, int wanted, string where)
    {
        if (there < wanted)
            throw new ArgumentException($"A set takes {wanted} heads of {where}, which has {there} to draw from.");
    }

    private static IEnumerable<HeadId> Draw(HeadId[] all, int count, RandomStream random)
    {
        HeadId[] order = [.. all];
        random.Shuffle<HeadId>(order);
        return order.Take(count);
    }
}
