namespace Interp.Core.Transformer;

/// <summary>How attention and MLP join the residual stream.</summary>
public enum Residual
{
    /// <summary>The MLP reads the stream after attention was added (GPT-2, Llama).</summary>
    Sequential,

    /// <summary>Both read the block's input, and both are added to it (GPT-J, most of GPT-NeoX).</summary>
    Parallel,
}
