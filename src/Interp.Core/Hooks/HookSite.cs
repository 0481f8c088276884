namespace Interp.Core.Hooks;

/// <summary>A place in the forward pass where an activation can be read or replaced. One meaning on every architecture.</summary>
/// <remarks>Names and shapes are in the hook table of the README; <see cref="HookPoint.ToString"/> gives the TransformerLens name.</remarks>
public enum HookSite
{
    /// <summary>Token embeddings, scaled where the architecture scales them, before positions are added.</summary>
    Embed,

    /// <summary>Learned position embeddings; absent where positions are rotary.</summary>
    PosEmbed,

    /// <summary>The residual stream entering a block.</summary>
    ResidPre,

    /// <summary>Divisor of the norm before attention: standard deviation (LayerNorm) or root mean square (RMSNorm), epsilon included; absent where there is none.</summary>
    AttnNormScale,

    /// <summary>Output of the norm before attention, before gain and bias; absent where there is none.</summary>
    AttnNormNormalized,

    /// <summary>Queries as they are projected, before their norm and rotation.</summary>
    Q,

    /// <summary>Keys as they are projected, before their norm and rotation; as many heads as the model keeps keys for.</summary>
    K,

    /// <summary>Values; as many heads as the model keeps values for.</summary>
    V,

    /// <summary>Divisor of the norm of queries; the same for all heads where they share one norm; absent where there is none.</summary>
    QNormScale,

    /// <summary>Output of the norm of queries before its gain; absent where there is none.</summary>
    QNormNormalized,

    /// <summary>Divisor of the norm of keys; the same for all heads where they share one norm; absent where there is none.</summary>
    KNormScale,

    /// <summary>Output of the norm of keys before its gain; absent where there is none.</summary>
    KNormNormalized,

    /// <summary>Queries after their norm and rotation, as they meet keys, even in a block that has neither; absent where no block has one.</summary>
    RotQ,

    /// <summary>Keys after their norm and rotation, as queries meet them, even in a block that has neither; absent where no block has one.</summary>
    RotK,

    /// <summary>Attention scores, scaled, capped where the architecture caps them, and -infinity where a query does not see the key; before the softmax.</summary>
    AttnScores,

    /// <summary>Attention weights: softmax of the scores over keys.</summary>
    Pattern,

    /// <summary>Each head's mix of values, the input of the output projection.</summary>
    Z,

    /// <summary>What each head adds to attention's output, and to the stream where no norm stands between; the output projection's bias belongs to no head.</summary>
    Result,

    /// <summary>Divisor of the norm behind attention; absent where there is none.</summary>
    AttnOutNormScale,

    /// <summary>Output of the norm behind attention before its gain; absent where there is none.</summary>
    AttnOutNormNormalized,

    /// <summary>What attention adds to the residual stream, after a norm that stands behind it.</summary>
    AttnOut,

    /// <summary>The stream between attention and MLP; absent in parallel blocks.</summary>
    ResidMid,

    /// <summary>Divisor of the norm before the MLP; absent where attention and MLP share one norm, or none stands there.</summary>
    MlpNormScale,

    /// <summary>Output of the norm before the MLP, before gain and bias; absent where attention and MLP share one norm, or none stands there.</summary>
    MlpNormNormalized,

    /// <summary>MLP before its activation (the gate, in a gated MLP).</summary>
    MlpPre,

    /// <summary>The branch of a gated MLP that its gate multiplies; absent in plain MLPs.</summary>
    MlpPreLinear,

    /// <summary>Input of the MLP's output projection.</summary>
    MlpPost,

    /// <summary>Divisor of the norm behind the MLP; absent where there is none.</summary>
    MlpOutNormScale,

    /// <summary>Output of the norm behind the MLP before its gain; absent where there is none.</summary>
    MlpOutNormNormalized,

    /// <summary>What the MLP adds to the residual stream, after a norm that stands behind it.</summary>
    MlpOut,

    /// <summary>The residual stream leaving a block.</summary>
    ResidPost,

    /// <summary>Divisor of the final norm.</summary>
    FinalNormScale,

    /// <summary>Output of the final norm before gain and bias.</summary>
    FinalNormNormalized,

    /// <summary>Input of the unembedding: output of the final norm, gain and bias included.</summary>
    UnembedIn,

    /// <summary>Logits, capped where the architecture caps them.</summary>
    UnembedOut,
}
