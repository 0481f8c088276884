using System.Collections.Immutable;
using Interp.Core.Batches;
using Interp.Core.Hooks;

namespace Interp.Core.Transformer;

/// <summary>What is wanted of a pass.</summary>
internal sealed record PassGoal
{
    /// <summary>Who listens.</summary>
    public required Listeners Listeners { get; init; }

    /// <summary>The tokens whose logits are wanted; null for none.</summary>
    public Positions? Logits { get; init; }

    /// <summary>The block at which a given stream enters; null where the pass begins with the embedding.</summary>
    public int? EntersAt { get; init; }

    /// <summary>For each rider the tokens of each prompt that it wants to see.</summary>
    public ImmutableArray<ImmutableArray<ImmutableArray<int>>> Windows { get; init; } = [];
}
