using System.Collections.Immutable;
using Interp.Core.Batches;
using Interp.Core.Transformer;

namespace Interp.Core.Ablations;

/// <summary>
/// Components that are ablated at the same positions in the same way: either they give something else than their output,
/// or, where <see cref="Keys"/> are named, attention is knocked out. A value: equal parts compare equal.
/// </summary>
public sealed record AblationPart
{
    private readonly ImmutableArray<HeadId> _heads = [];
    private readonly ImmutableArray<int> _attentions = [];
    private readonly ImmutableArray<int> _mlps = [];

    /// <summary>Heads, sorted. What is replaced is a head's slice of z, the input of the output projection.</summary>
    public ImmutableArray<HeadId> Heads { get => _heads; init => _heads = [.. value.Distinct().Order()]; }

    /// <summary>Blocks whose attention output is replaced (its bias included), sorted.</summary>
    public ImmutableArray<int> Attentions { get => _attentions; init => _attentions = [.. value.Distinct().Order()]; }

    /// <summary>Blocks whose MLP output is replaced (its bias included), sorted.</summary>
    public ImmutableArray<int> Mlps { get => _mlps; init => _mlps = [.. value.Distinct().Order()]; }

    /// <summary>At which tokens.</summary>
    public required Positions Positions { get; init; }

    /// <summary>By what.</summary>
    public Replacement With { get; init; }

    /// <summary>
    /// Tokens that the heads, and all heads of the attentions, may not attend to from the positions; null where outputs
    /// are replaced. The softmax runs over the remaining keys; nothing else of a head changes.
    /// </summary>
    public Positions? Keys { get; init; }

    /// <exception cref="ArgumentException">A knockout of what does not attend.</exception>
    internal void RequireSense()
    {
        if (Keys is not null && (!Mlps.IsEmpty || With != Replacement.Zero))
            throw new ArgumentException($"'{this}' hides keys: heads and attentions attend, MLPs do not, and nothing is put in place of what they give. Use a part of its own for the rest.");
    }

    internal IEnumerable<int> Layers => Heads.Select(head => head.Layer).Concat(Attentions).Concat(Mlps);

    /// <summary>By components, positions, keys and replacement.</summary>
    /// <param name="other">Another part.</param>
    public bool Equals(AblationPart? other) =>
        other is not null && Heads.SequenceEqual(other.Heads) && Attentions.SequenceEqual(other.Attentions) && Mlps.SequenceEqual(other.Mlps)
        && Positions.Equals(other.Positions) && With == other.With && Equals(Keys, other.Keys);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>"zero heads 14.6 16.7, mlps 20 at last-pre-label", or "hide earlier-label from heads 14.6 at last-pre-label"</summary>
    public override string ToString()
    {
        var components = new (string Name, IEnumerable<string> Items)[]
        {
            ("heads", Heads.Select(head => head.ToString())),
            ("attentions", Attentions.Select(layer => $"{layer}")),
            ("mlps", Mlps.Select(layer => $"{layer}")),
        };
        var named = components.Where(component => component.Items.Any()).Select(component => $"{component.Name} {string.Join(" ", component.Items)}");
        var what = Keys is null ? With.ToString().ToLowerInvariant() : $"hide {Keys} from";
        return $"{what} {string.Join(", ", named)} at {Positions}";
    }
}
