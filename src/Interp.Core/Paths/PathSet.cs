using System.Collections.Immutable;
using Interp.Core.Batches;
using Interp.Core.Transformer;

namespace Interp.Core.Paths;

/// <summary>Direct paths that are patched together, at some tokens. A value: equal sets compare equal.</summary>
/// <remarks>
/// What is patched is what each receiver reads: it gets the stream with the changes of its own senders alone. A receiver
/// does not see what other receivers of the set make of theirs.
/// </remarks>
public sealed record PathSet
{
    private const string Comma = ", ";
    private const string AtWord = " at ";

    /// <summary>The paths, in the order given, each once.</summary>
    public required ImmutableArray<PathEdge> Edges
    {
        get;
        init => field = value.IsDefaultOrEmpty ? throw new ArgumentException("A set has at least one path.", nameof(value)) : [.. value.Distinct()];
    }

    /// <summary>At which tokens. A path stays at its token: the sender's and the receiver's are the same.</summary>
    public Positions At { get; init; } = Positions.All;

    /// <summary>Some paths.</summary>
    /// <param name="edges">At least one.</param>
    public static PathSet Of(params IEnumerable<PathEdge> edges) => new() { Edges = [.. edges] };

    /// <summary>For each sender the set of its paths to all of the receivers.</summary>
    /// <param name="senders">The senders.</param>
    /// <param name="receivers">At least one.</param>
    /// <param name="at">At which tokens; null for all.</param>
    public static ImmutableArray<PathSet> OfEach(IEnumerable<PathSender> senders, IReadOnlyList<PathReceiver> receivers, Positions? at = null)
    {
        ArgumentNullException.ThrowIfNull(senders);
        ArgumentNullException.ThrowIfNull(receivers);
        return [.. senders.Select(sender => Of(receivers.Select(receiver => new PathEdge(sender, receiver))) with { At = at ?? Positions.All })];
    }

    /// <summary>
    /// Every path into query, key and value of some heads, each a set of its own: which heads, MLPs and embeddings feed
    /// them. Queries at the last pre-label token, whose prediction is measured, keys and values at all tokens.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="heads">The heads; where heads share keys and values, these are taken once.</param>
    /// <exception cref="ArgumentOutOfRangeException">A head that the model does not have.</exception>
    public static ImmutableArray<PathSet> Feeding(HookedTransformer model, IEnumerable<HeadId> heads)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(heads);
        return
        [
            .. heads.SelectMany(head => PathReceiver.InputsOf(model, head)).Distinct().SelectMany(receiver =>
                OfEach(PathSender.Before(model, receiver), [receiver], receiver.Kind == ReceiverKind.Query ? Positions.LastPreLabel : Positions.All)),
        ];
    }

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <param name="text">"head 2.1 -> key 3.0, mlp 1 -> key 3.0 at all"</param>
    /// <exception cref="FormatException">Another form.</exception>
    public static PathSet Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var end = text.LastIndexOf(AtWord, StringComparison.Ordinal);
        return end < 0
            ? throw new FormatException($"'{text}' names no tokens; expected PATH{Comma}PATH{AtWord}POSITIONS, like 'head 2.1 -> key 3.0{AtWord}{Positions.All}'.")
            : Of(text[..end].Split(Comma).Select(PathEdge.Parse)) with { At = Positions.Parse(text[(end + AtWord.Length)..]) };
    }

    /// <summary>By paths and tokens.</summary>
    /// <param name="other">Another set.</param>
    public bool Equals(PathSet? other) => other is not null && Edges.SequenceEqual(other.Edges) && At.Equals(other.At);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>"head 2.1 -> key 3.0, mlp 1 -> key 3.0 at all"</summary>
    public override string ToString() => $"{string.Join(Comma, Edges)}{AtWord}{At}";

    /// <summary>The first block that has a receiver; the number of blocks where the logits are the only one.</summary>
    internal int FirstReceiver(HookedTransformer model) => Edges.Min(edge => edge.Receiver.Layer ?? model.Info.Layers);

    /// <exception cref="ArgumentOutOfRangeException">A block or head that the model does not have.</exception>
    /// <exception cref="ArgumentException">A path that runs backwards or sideways, or paths that do not go together.</exception>
    internal void Require(HookedTransformer model)
    {
        foreach (var edge in Edges)
            edge.Require(model);
        if (Edges.Any(edge => edge.Receiver == PathReceiver.Logits) && Edges.Any(edge => edge.Receiver != PathReceiver.Logits))
            throw new ArgumentException($"'{this}': patched logits show nothing of what other receivers make of their paths. Patch the paths to the logits as a set of their own.");
        foreach (var edge in Edges.Where(edge => edge.Sender.Kind == SenderKind.Head))
        {
            if (Edges.Contains(edge with { Sender = PathSender.Attention(edge.Sender.Layer!.Value) }))
                throw new ArgumentException($"'{this}': {edge.Sender} is a part of attention {edge.Sender.Layer}, whose path to the same receiver is patched too. Leave one of them out.");
        }
    }
}
