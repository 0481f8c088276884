using System.Collections.Immutable;
using Interp.Core.Batches;
using Interp.Core.Transformer;

namespace Interp.Core.Ablations;

/// <summary>
/// Which components give something else than their output, at which tokens, and what: a value that prints, compares and
/// goes to JSON and back. Nothing happens until an <see cref="AblationScope"/> or a replay applies it.
/// </summary>
/// <remarks>
/// One meaning on every architecture: what is replaced is what would be added to the residual stream, and what is hidden
/// from a query is left out of its softmax.
/// </remarks>
public sealed record Ablation
{
    /// <summary>An ablation of some parts; parts that name no component are left out.</summary>
    /// <param name="parts">The parts; where two replace the same component at a token, the later one wins. Knockouts add up.</param>
    /// <exception cref="ArgumentException">A part that hides keys from what does not attend, or also replaces.</exception>
    public Ablation(IEnumerable<AblationPart> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        Parts = [.. parts.Where(part => part.Layers.Any())];
        foreach (var part in Parts)
            part.RequireSense();
    }

    /// <summary>Ablates nothing.</summary>
    public static Ablation None { get; } = new([]);

    /// <summary>The parts, in the order in which they apply.</summary>
    public ImmutableArray<AblationPart> Parts { get; }

    /// <summary>The first block that is touched; null where nothing is.</summary>
    public int? FirstLayer => Parts.SelectMany(part => part.Layers).Select(layer => (int?)layer).Min();

    /// <summary>Heads.</summary>
    /// <param name="heads">The heads.</param>
    /// <param name="positions">At which tokens.</param>
    /// <param name="with">By what they are replaced.</param>
    public static Ablation OfHeads(IEnumerable<HeadId> heads, Positions positions, Replacement with = Replacement.Zero) =>
        new([new AblationPart { Heads = [.. heads], Positions = positions, With = with }]);

    /// <summary>Whole attention outputs.</summary>
    /// <param name="layers">The blocks.</param>
    /// <param name="positions">At which tokens.</param>
    /// <param name="with">By what they are replaced.</param>
    public static Ablation OfAttentions(IEnumerable<int> layers, Positions positions, Replacement with = Replacement.Zero) =>
        new([new AblationPart { Attentions = [.. layers], Positions = positions, With = with }]);

    /// <summary>MLP outputs.</summary>
    /// <param name="layers">The blocks.</param>
    /// <param name="positions">At which tokens.</param>
    /// <param name="with">By what they are replaced.</param>
    public static Ablation OfMlps(IEnumerable<int> layers, Positions positions, Replacement with = Replacement.Zero) =>
        new([new AblationPart { Mlps = [.. layers], Positions = positions, With = with }]);

    /// <summary>Whole blocks: attention and MLP. Zeroed from block k on at a token, this is early exit at state k.</summary>
    /// <param name="layers">The blocks.</param>
    /// <param name="positions">At which tokens.</param>
    /// <param name="with">By what they are replaced.</param>
    public static Ablation OfLayers(IEnumerable<int> layers, Positions positions, Replacement with = Replacement.Zero)
    {
        var all = layers.ToImmutableArray();
        return new([new AblationPart { Attentions = all, Mlps = all, Positions = positions, With = with }]);
    }

    /// <summary>Attention knockout of heads: from some tokens they may not attend to others, and the softmax runs over the rest.</summary>
    /// <param name="heads">The heads.</param>
    /// <param name="keys">What may not be attended to; null for the labels of earlier demonstrations (<see cref="Positions.EarlierLabel"/>).</param>
    /// <param name="queries">From which tokens; null for the last pre-label token.</param>
    /// <remarks>A knockout that leaves a query no key at all is refused when it is applied to prompts.</remarks>
    public static Ablation KnockOutHeads(IEnumerable<HeadId> heads, Positions? keys = null, Positions? queries = null) =>
        new([new AblationPart { Heads = [.. heads], Keys = keys ?? Positions.EarlierLabel, Positions = queries ?? Positions.LastPreLabel }]);

    /// <summary>Attention knockout of every head of some blocks.</summary>
    /// <param name="layers">The blocks.</param>
    /// <param name="keys">What may not be attended to; null for the labels of earlier demonstrations.</param>
    /// <param name="queries">From which tokens; null for the last pre-label token.</param>
    public static Ablation KnockOutAttentions(IEnumerable<int> layers, Positions? keys = null, Positions? queries = null) =>
        new([new AblationPart { Attentions = [.. layers], Keys = keys ?? Positions.EarlierLabel, Positions = queries ?? Positions.LastPreLabel }]);

    /// <summary>Reads what <see cref="ToJson"/> writes.</summary>
    /// <param name="json">An array of parts.</param>
    /// <exception cref="FormatException">It is no such array; the message says where.</exception>
    public static Ablation FromJson(string json) => AblationJson.Read(json);

    /// <summary>Both.</summary>
    /// <param name="left">One ablation.</param>
    /// <param name="right">Another; wins where both touch the same.</param>
    public static Ablation operator |(Ablation left, Ablation right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return left.Union(right);
    }

    /// <summary>Both.</summary>
    /// <param name="other">Another; wins where both touch the same.</param>
    public Ablation Union(Ablation other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new(Parts.Concat(other.Parts));
    }

    /// <summary>A JSON array of parts.</summary>
    public string ToJson() => AblationJson.Write(this);

    /// <summary>By parts.</summary>
    /// <param name="other">Another ablation.</param>
    public bool Equals(Ablation? other) => other is not null && Parts.SequenceEqual(other.Parts);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>"zero heads 14.6 16.7 at last-pre-label", parts joined by "; ".</summary>
    public override string ToString() => Parts.IsEmpty ? "nothing" : string.Join("; ", Parts);
}
