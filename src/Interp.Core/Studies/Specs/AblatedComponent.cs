namespace Interp.Core.Studies.Specs;

/// <summary>What an ablation of a study takes away.</summary>
public enum AblatedComponent
{
    /// <summary>The attention outputs of blocks.</summary>
    Attention,

    /// <summary>The MLP outputs of blocks.</summary>
    Mlp,

    /// <summary>Both: early exit.</summary>
    Layers,

    /// <summary>Single heads.</summary>
    Heads,

    /// <summary>The attention of blocks, or of heads, to the labels of earlier demonstrations.</summary>
    Knockout,
}
