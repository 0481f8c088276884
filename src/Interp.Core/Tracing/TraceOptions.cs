using System.Collections.Immutable;
using Interp.Core.Batches;

namespace Interp.Core.Tracing;

/// <summary>What is corrupted, and what is restored where.</summary>
public sealed record TraceOptions
{
    /// <summary>Noise of three standard deviations on the labels of earlier demonstrations, five draws; every state, attention and MLP at every role.</summary>
    public static TraceOptions Default { get; } = new();

    /// <summary>The tokens whose embeddings get noise; at least one of each prompt.</summary>
    public Positions Noise { get; init; } = Positions.EarlierLabel;

    /// <summary>How much: a multiple of the standard deviation of these tokens' embeddings over the set, all dimensions together (Meng et al. take 3). 0 for none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or not finite.</exception>
    public double Sigma
    {
        get;
        init
        {
            if (!(value >= 0) || !double.IsFinite(value))
                throw new ArgumentOutOfRangeException(nameof(Sigma), value, "Expected a multiple of the standard deviation, 0 or more.");
            field = value;
        }
    } = 3;

    /// <summary>How often noise is drawn; effects are averages over the draws.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than one.</exception>
    public int Draws
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(Draws));
            field = value;
        }
    } = 5;

    /// <summary>Seed of the noise: that of a prompt and draw is the same however many there are of either.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The token whose prediction is read, one a prompt.</summary>
    public Positions Read { get; init; } = Positions.LastPreLabel;

    /// <summary>What is restored.</summary>
    public ImmutableArray<TracePart> Parts { get; init; } = [TracePart.State, TracePart.Attention, TracePart.Mlp];

    /// <summary>How many blocks' attention or MLP are restored together (Meng et al. take 10 of 48); states are restored one by one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than one.</exception>
    public int Window
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(Window));
            field = value;
        }
    } = 1;

    /// <summary>At which tokens; null for the roles of few-shot prompts (<see cref="TracePlace.Roles"/>).</summary>
    public ImmutableArray<TracePlace>? Places { get; init; }

    /// <summary>Most tokens that go through a block together, padding included.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than one.</exception>
    public int BatchTokens
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(BatchTokens));
            field = value;
        }
    } = 4096;

    /// <summary>Told the number of prompts that are through; called on the thread that runs.</summary>
    public IProgress<int>? Progress { get; init; }

    /// <summary>Ends the trace between two runs.</summary>
    public CancellationToken Cancellation { get; init; }
}
