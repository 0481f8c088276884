namespace Interp.Core.Tracing;

/// <summary>What of the clean run is restored.</summary>
public enum TracePart
{
    /// <summary>A state of the stream: 0 the embedding, k the stream after block k-1.</summary>
    State,

    /// <summary>What attention adds to the stream, in a window of blocks.</summary>
    Attention,

    /// <summary>What the MLP adds to the stream, in a window of blocks.</summary>
    Mlp,
}
