using System.Globalization;

namespace Interp.Core.Studies.Stores;

/// <summary>Pairs of prompts that are read and kept together: from the first up to, but without, the end.</summary>
/// <param name="First">The first pair.</param>
/// <param name="End">The first pair of the next window.</param>
internal readonly record struct PairWindow(int First, int End)
{
    /// <summary>Number of pairs.</summary>
    public int Count => End - First;

    /// <summary>The windows of a cell.</summary>
    /// <param name="pairs">Pairs of the cell.</param>
    /// <param name="size">Pairs a window.</param>
    public static IEnumerable<PairWindow> Of(int pairs, int size) =>
        Enumerable.Range(0, (pairs + size - 1) / size).Select(index => new PairWindow(index * size, Math.Min((index + 1) * size, pairs)));

    /// <summary>"000050-000100"</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{First:D6}-{End:D6}");
}
