using System.Collections.Immutable;
using Interp.Core.Randomness;
using Interp.Core.Transformer;

namespace Interp.Core.Paths;

/// <summary>Random sets of paths to hold chosen ones against.</summary>
public static class RandomPaths
{
    /// <summary>Sets that have for each path of a set one of the same kind, such as of a head to a key, at the same tokens.</summary>
    /// <param name="model">The model.</param>
    /// <param name="like">The set; its own paths are not drawn.</param>
    /// <param name="count">How many sets.</param>
    /// <param name="seed">Equal seeds give equal sets; set i is the same however many are drawn.</param>
    /// <exception cref="ArgumentException">Fewer paths of a kind than a set takes, or paths that the model does not have.</exception>
    public static ImmutableArray<PathSet> Like(HookedTransformer model, PathSet like, int count, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(like);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        like.Require(model);
        var kinds = like.Edges.GroupBy(edge => (edge.Sender.Kind, edge.Receiver.Kind)).Select(edges => (Count: edges.Count(), All: Candidates(model, edges.Key).Except(like.Edges).ToArray(), edges.Key)).ToArray();
        foreach (var (wanted, all, (sender, receiver)) in kinds)
        {
            if (all.Length < wanted)
                throw new ArgumentException($"'{like}' has {wanted} paths of the kind {sender} to {receiver}; beside them the model has {all.Length}.", nameof(like));
        }

        return [.. Enumerable.Range(0, count).Select(set =>
        {
            var random = new RandomStream(seed, (ulong)set);
            return like with { Edges = [.. kinds.SelectMany(kind => Draw(kind.All, kind.Count, random))] };
        })];
    }

    private static IEnumerable<PathEdge> Candidates(HookedTransformer model, (SenderKind Sender, ReceiverKind Receiver) kind) =>
        from receiver in PathReceiver.AllOf(model.Info)
        where receiver.Kind == kind.Receiver
        from sender in PathSender.AllOf(model.Info)
        where sender.Kind == kind.Sender && PathOrder.Reaches(model, sender, receiver)
        select new PathEdge(sender, receiver);

    private static IEnumerable<PathEdge> Draw(PathEdge[] all, int count, RandomStream random)
    {
        PathEdge[] order = [.. all];
        random.Shuffle<PathEdge>(order);
        return order.Take(count);
    }
}
