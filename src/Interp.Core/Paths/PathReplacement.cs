namespace Interp.Core.Paths;

/// <summary>What a receiver is told in place of what a sender adds.</summary>
public enum PathReplacement
{
    /// <summary>What the sender adds at the same token of the pair's other prompt, which must be as long.</summary>
    OtherPrompt,

    /// <summary>What the sender adds on average, over the patched tokens of all prompts that are run.</summary>
    Mean,

    /// <summary>Nothing.</summary>
    Zero,
}
