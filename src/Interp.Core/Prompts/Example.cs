using System.Collections.Immutable;

namespace Interp.Core.Prompts;

/// <summary>One row of a labelled dataset.</summary>
/// <param name="Fields">The texts a prompt shows, in the order of the format's slots; at least one.</param>
/// <param name="Class">Index of the true class, from 0.</param>
public sealed record Example(ImmutableArray<string> Fields, int Class)
{
    /// <summary>The texts a prompt shows, in the order of the format's slots.</summary>
    public ImmutableArray<string> Fields { get; init; } =
        Fields.IsDefaultOrEmpty ? throw new ArgumentException("An example needs at least one field.", nameof(Fields)) : Fields;

    /// <summary>True where all fields and the class are equal.</summary>
    public bool Equals(Example? other) =>
        other is not null && Class == other.Class && Fields.AsSpan().SequenceEqual(other.Fields.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Class);
        foreach (var field in Fields)
            hash.Add(field);
        return hash.ToHashCode();
    }
}
