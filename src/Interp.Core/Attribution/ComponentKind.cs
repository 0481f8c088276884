namespace Interp.Core.Attribution;

/// <summary>Kinds of things that add to a logit.</summary>
public enum ComponentKind
{
    /// <summary>The token's embedding.</summary>
    Embedding,

    /// <summary>The learned vector of its position.</summary>
    Position,

    /// <summary>One head's output.</summary>
    Head,

    /// <summary>The bias of a block's attention output, which belongs to no head.</summary>
    AttentionBias,

    /// <summary>An MLP's output, its bias included.</summary>
    Mlp,

    /// <summary>The bias of the final norm.</summary>
    FinalNormBias,

    /// <summary>The bias of the unembedding.</summary>
    UnembeddingBias,
}
