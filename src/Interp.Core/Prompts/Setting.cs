namespace Interp.Core.Prompts;

/// <summary>How the labels of false prompts are dealt (paper, section 2; the code's names in its result files).</summary>
/// <remarks>c is the example's class, n the number of classes, s a shift in 1..n-1 drawn once a prompt.</remarks>
public enum Setting
{
    /// <summary>Label (c + s) mod n: every example of a class shows the same wrong label.</summary>
    Permuted,

    /// <summary>Each demonstration is permuted with probability one half, else correct.</summary>
    HalfPermuted,

    /// <summary>Labels uniform over all n, hence correct with probability 1/n.</summary>
    Random,

    /// <summary>Each demonstration is permuted with probability 0.2.</summary>
    Permuted20,

    /// <summary>Each demonstration is permuted with probability 0.4.</summary>
    Permuted40,

    /// <summary>Each demonstration is permuted with probability 0.6.</summary>
    Permuted60,

    /// <summary>Each demonstration is permuted with probability 0.8.</summary>
    Permuted80,

    /// <summary>Labels uniform over the n-1 wrong ones, drawn for each demonstration.</summary>
    RandomIncorrect,
}
