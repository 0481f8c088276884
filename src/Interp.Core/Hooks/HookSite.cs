namespace Interp.Core.Hooks;

/// <summary>A place in the forward pass where an activation can be read or replaced. One meaning on every architecture.</summary>
/// <remarks>Names and shapes are in the hook table of the README; <see cref="HookPoint.ToString"/> gives the TransformerLens name.</remarks>
public enum HookSite
{
    /// <summary>Token embeddings, before positions are added.</summary>
    Embed,

    /// <summary>Learned position embeddings; absent where positions are rotary.</summary>
    PosEmbed,

    /// <summary>The residual stream entering a block.</summary>
    ResidPre,

    /// <summary>Divisor of the attention norm: standard deviation (LayerNorm) or root mean square (RMSNorm), epsilon included.</summary>
    AttnNormScale,

    /// <summary>Output of the attention norm before gain and bias.</summary>
    AttnNormNormalized,

    /// <summary>Queries before rotation.</summary>
    Q,

    /// <summary>Keys before rotation; as many heads as the model keeps keys for.</summary>
    K,

    /// <summary>Values; as many heads as the model keeps values for.</summary>
    V,

    /// <summary>Queries after rotation; absent where positions are learned.</summary>
    RotQ,

    /// <summary>Keys after rotation; absent where positions are learned.</summary>
    RotK,

    /// <summary>Attention scores, scaled and causally masked with -infinity, before the softmax.</summary>
    AttnScores,

    /// <summary>Attention weights: softmax of the scores over keys.</summary>
    Pattern,

    /// <summary>Each head's mix of values, the input of the output projection.</summary>
    Z,

    /// <summary>What each head adds to the stream; the output projection's bias belongs to no head.</summary>
    Result,

    /// <summary>What attention adds to the residual stream.</summary>
    AttnOut,

    /// <summary>The stream between attention and MLP; absent in parallel blocks.</summary>
    ResidMid,

    /// <summary>Divisor of the MLP norm; absent where attention and MLP share one norm.</summary>
    MlpNormScale,

    /// <summary>Output of the MLP norm before gain and bias; absent where attention and MLP share one norm.</summary>
    MlpNormNormalized,

    /// <summary>MLP before its activation (the gate, in a gated MLP).</summary>
    MlpPre,

    /// <summary>The branch of a gated MLP that its gate multiplies; absent in plain MLPs.</summary>
    MlpPreLinear,

    /// <summary>Input of the MLP's output projection.</summary>
    MlpPost,

    /// <summary>What the MLP adds to the residual stream.</summary>
    MlpOut,

    /// <summary>The residual stream leaving a block.</summary>
    ResidPost,

    /// <summary>Divisor of the final norm.</summary>
    FinalNormScale,

    /// <summary>Output of the final norm before gain and bias.</summary>
    FinalNormNormalized,

    /// <summary>Input of the unembedding: output of the final norm, gain and bias included.</summary>
    UnembedIn,

    /// <summary>Logits.</summary>
    UnembedOut,
}
