namespace Interp.Core.Transformer;

/// <summary>Which two dimensions of a head a rotary angle turns.</summary>
public enum RotaryPairs
{
    /// <summary>(0,1), (2,3), … (GPT-J).</summary>
    Adjacent,

    /// <summary>(0, n/2), (1, n/2+1), … (GPT-NeoX, Llama).</summary>
    SplitHalves,
}
