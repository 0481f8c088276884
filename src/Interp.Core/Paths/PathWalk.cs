using System.Collections.Immutable;
using Interp.Core.Transformer;

namespace Interp.Core.Paths;

/// <summary>Senders that change together, and who is told of it.</summary>
/// <param name="Senders">The senders.</param>
/// <param name="Receivers">Those that read the change.</param>
internal sealed record PathWalk(ImmutableArray<PathSender> Senders, ImmutableHashSet<PathReceiver> Receivers)
{
    /// <summary>The walks that sets of paths need: receivers with the same senders share one.</summary>
    /// <param name="sets">The sets.</param>
    /// <returns>The walks, and for each receiver of each set its walk.</returns>
    public static (ImmutableArray<PathWalk> Walks, Dictionary<(PathSet Set, PathReceiver Receiver), int> Of) Plan(IEnumerable<PathSet> sets)
    {
        var walks = new List<PathWalk>();
        var found = new Dictionary<string, int>();
        var of = new Dictionary<(PathSet, PathReceiver), int>();
        foreach (var set in sets.Distinct())
        {
            foreach (var edges in set.Edges.GroupBy(edge => edge.Receiver))
            {
                string[] names = [.. edges.Select(edge => edge.Sender.ToString()).Order(StringComparer.Ordinal)];
                var key = string.Join(' ', names);
                if (!found.TryGetValue(key, out var index))
                {
                    found[key] = index = walks.Count;
                    walks.Add(new PathWalk([.. edges.Select(edge => edge.Sender)], []));
                }

                walks[index] = walks[index] with { Receivers = walks[index].Receivers.Add(edges.Key) };
                of[(set, edges.Key)] = index;
            }
        }

        return ([.. walks], of);
    }

    /// <summary>The senders of some kinds in a block, or outside the blocks.</summary>
    public IEnumerable<PathSender> In(int? layer, params ReadOnlySpan<SenderKind> kinds)
    {
        var wanted = kinds.ToArray();
        return Senders.Where(sender => sender.Layer == layer && wanted.Contains(sender.Kind));
    }

    /// <summary>True where a receiver reads the stream behind a block's MLP.</summary>
    public bool GoesBeyond(int layer, HookedTransformer model) => Receivers.Any(receiver => PathOrder.Reaches(model, PathSender.Mlp(layer), receiver));
}
