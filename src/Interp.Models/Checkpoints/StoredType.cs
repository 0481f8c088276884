using System.Diagnostics.CodeAnalysis;

namespace Interp.Models.Checkpoints;

/// <summary>How the elements of a tensor are stored in a file.</summary>
[SuppressMessage("Naming", "CA1707:Identifiers should not contain underscores", Justification = "The format's own names.")]
public enum StoredType
{
    /// <summary>IEEE double precision.</summary>
    Float64,

    /// <summary>IEEE single precision.</summary>
    Float32,

    /// <summary>IEEE half precision.</summary>
    Float16,

    /// <summary>The upper half of a single-precision number.</summary>
    BFloat16,

    /// <summary>Signed integers of 64 bits.</summary>
    Int64,

    /// <summary>Signed integers of 32 bits.</summary>
    Int32,

    /// <summary>Signed integers of 16 bits.</summary>
    Int16,

    /// <summary>Signed integers of 8 bits.</summary>
    Int8,

    /// <summary>Unsigned integers of 8 bits.</summary>
    UInt8,

    /// <summary>One byte an element, 0 or 1.</summary>
    Bool,

    /// <summary>Blocks of 32: 4 bits, one scale.</summary>
    Q4_0,

    /// <summary>Blocks of 32: 4 bits, scale and minimum.</summary>
    Q4_1,

    /// <summary>Blocks of 32: 5 bits, one scale.</summary>
    Q5_0,

    /// <summary>Blocks of 32: 5 bits, scale and minimum.</summary>
    Q5_1,

    /// <summary>Blocks of 32: 8 bits, one scale.</summary>
    Q8_0,

    /// <summary>Blocks of 256: 2 bits, scales and minima of 4 bits for each 16.</summary>
    Q2_K,

    /// <summary>Blocks of 256: 3 bits, scales of 6 bits for each 16.</summary>
    Q3_K,

    /// <summary>Blocks of 256: 4 bits, scales and minima of 6 bits for each 32.</summary>
    Q4_K,

    /// <summary>Blocks of 256: 5 bits, scales and minima of 6 bits for each 32.</summary>
    Q5_K,

    /// <summary>Blocks of 256: 6 bits, scales of 8 bits for each 16.</summary>
    Q6_K,

    /// <summary>Blocks of 32: 4-bit indices into a table of levels, one scale.</summary>
    IQ4_NL,

    /// <summary>Blocks of 256: 4-bit indices into a table of levels, scales of 6 bits for each 32.</summary>
    IQ4_XS,
}
