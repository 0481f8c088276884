namespace Interp.Models;

/// <summary>The architecture of a tiny model.</summary>
public enum TinyArchitecture
{
    /// <summary>Learned positions, sequential residual, tied unembedding.</summary>
    Gpt2,

    /// <summary>Rotary positions on adjacent pairs, parallel residual behind one norm, unembedding with bias.</summary>
    GptJ,

    /// <summary>Rotary positions on split halves of a part of each head, parallel residual behind two norms.</summary>
    GptNeoX,

    /// <summary>RMSNorm, rotary positions on whole heads, shared keys and values, gated MLP, sequential residual.</summary>
    Llama,
}
