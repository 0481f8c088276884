using System.Collections.Immutable;

namespace Interp.Core.Patching;

/// <summary>What a metric becomes when one place of a corrupted run gets its clean activation: layer by position, or layer by head.</summary>
/// <param name="Columns">What the columns are: token positions or heads.</param>
/// <param name="Clean">The metric of the clean run.</param>
/// <param name="Corrupt">The metric of the corrupted run.</param>
/// <param name="Values">[layer][column]</param>
public sealed record PatchTable(ImmutableArray<int> Columns, double Clean, double Corrupt, ImmutableArray<ImmutableArray<double>> Values)
{
    /// <summary>Share of the clean metric that a patch restores: 0 as corrupted, 1 as clean.</summary>
    /// <param name="layer">The block.</param>
    /// <param name="column">Index into <see cref="Columns"/>.</param>
    /// <returns>NaN where clean and corrupted do not differ.</returns>
    public double Restored(int layer, int column) => Clean == Corrupt ? double.NaN : (Values[layer][column] - Corrupt) / (Clean - Corrupt);
}
