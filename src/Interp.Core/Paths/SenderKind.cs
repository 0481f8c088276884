namespace Interp.Core.Paths;

/// <summary>What a path may begin with.</summary>
public enum SenderKind
{
    /// <summary>The stream that enters the first block: token embeddings, and learned positions where there are such.</summary>
    Embedding,

    /// <summary>One head.</summary>
    Head,

    /// <summary>All heads of a block, and what stands behind them.</summary>
    Attention,

    /// <summary>An MLP.</summary>
    Mlp,
}
