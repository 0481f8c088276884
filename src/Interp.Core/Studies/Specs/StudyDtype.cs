namespace Interp.Core.Studies.Specs;

/// <summary>What the models of a study compute in.</summary>
public enum StudyDtype
{
    /// <summary>Single precision.</summary>
    Float32,

    /// <summary>Brain floating point, half the memory.</summary>
    Bfloat16,

    /// <summary>Double precision, to find out where a number comes from.</summary>
    Float64,
}
