namespace Interp.Models.Lenses;

/// <summary>Which weights a lens may be for.</summary>
public enum LensWeights
{
    /// <summary>Those that it was made for: where the file says which, by a hash of the unembedding, others are refused.</summary>
    Same,

    /// <summary>Any of the same sizes: a model that was quantised, rounded or trained further. What the lens says of them is on the caller.</summary>
    AnyOfTheSizes,
}
