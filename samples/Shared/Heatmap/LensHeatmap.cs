using System.Collections.Immutable;

namespace Interp.Samples.Shared.Heatmap;

/// <summary>The logit lens on a text: at every state and token, the likeliest next token and its probability. Plain values.</summary>
public sealed record LensHeatmap
{
    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>The text's tokens as they are decoded, a column each.</summary>
    public required ImmutableArray<string> Tokens { get; init; }

    /// <summary>By state, 0 the embedding and the last one the model's own output, then by token.</summary>
    public required ImmutableArray<ImmutableArray<LensCell>> States { get; init; }

    /// <summary>One state at one token.</summary>
    /// <param name="state">The state.</param>
    /// <param name="token">The token.</param>
    public LensCell this[int state, int token] => States[state][token];
}
