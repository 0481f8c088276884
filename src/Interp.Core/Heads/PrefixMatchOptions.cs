namespace Interp.Core.Heads;

/// <summary>Which attention counts as prefix matching.</summary>
public sealed record PrefixMatchOptions
{
    /// <summary>By true class, to all tokens of labels, from before the last label.</summary>
    public static PrefixMatchOptions Default { get; } = new();

    /// <summary>Which earlier demonstrations match.</summary>
    public MatchBy By { get; init; } = MatchBy.Class;

    /// <summary>What of them is attended to.</summary>
    public Attended To { get; init; } = Attended.Label;

    /// <summary>The demonstration before whose label stands the token that attends; null for the last.</summary>
    public int? Query { get; init; }

    /// <summary>By shown label as in the paper's code, or by true class as in its text.</summary>
    internal static PrefixMatchOptions Under(Protocol protocol) => Default with { By = protocol == Protocol.Published ? MatchBy.Shown : MatchBy.Class };
}
