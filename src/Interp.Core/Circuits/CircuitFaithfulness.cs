using System.Collections.Immutable;
using Interp.Core.Paths;
using Interp.Core.Statistics;
using Interp.Core.Sweeps;
using Interp.Core.Transformer;

namespace Interp.Core.Circuits;

/// <summary>How much of the measured difference circuits of growing size carry, one number a prompt.</summary>
/// <param name="Sizes">Parts of each circuit.</param>
/// <param name="Kept">The difference with everything outside the circuit patched, a list for each size.</param>
/// <param name="Removed">The difference with the circuit patched and nothing else, a list a size.</param>
/// <param name="Clean">With nothing patched, by prompt.</param>
/// <param name="Other">With everything patched, by prompt.</param>
public sealed record CircuitFaithfulness(
    ImmutableArray<int> Sizes, ImmutableArray<ImmutableArray<double>> Kept, ImmutableArray<ImmutableArray<double>> Removed, ImmutableArray<double> Clean, ImmutableArray<double> Other)
{
    /// <summary>Versions that differ by no more, relatively, are the same but for the order in which rows were computed.</summary>
    private const double Rounding = 1e-5;

    /// <summary>Circuits of nodes.</summary>
    /// <param name="model">The model.</param>
    /// <param name="contrast">The prompts.</param>
    /// <param name="ranked">
    /// The nodes, those that join first first (<see cref="PatchEffects{T}.Ranked"/>). What is outside a circuit is the rest of
    /// them: with all of <see cref="CircuitNode.Parts"/>, everything.
    /// </param>
    /// <param name="sizes">How many nodes each circuit has.</param>
    /// <param name="options">How batches are cut; null for the default.</param>
    /// <exception cref="ArgumentException">No sizes, one that is not 0 .. the number of nodes, or what patched runs refuse.</exception>
    public static CircuitFaithfulness Of(HookedTransformer model, ContrastSet contrast, IEnumerable<CircuitNode> ranked, IEnumerable<int> sizes, SweepOptions? options = null)
    {
        var list = Listed(model, contrast, ranked);
        NodePatch.Check(model, contrast, list);
        return Of(list, sizes, new PatchedRuns(model, contrast, options).OfNodes);
    }

    /// <summary>Circuits of edges.</summary>
    /// <param name="model">The model.</param>
    /// <param name="contrast">The prompts.</param>
    /// <param name="ranked">The edges, those that join first first. What is outside a circuit is the rest of them: with <see cref="CircuitEdges.All"/>, everything.</param>
    /// <param name="sizes">How many edges each circuit has.</param>
    /// <param name="options">How batches are cut; null for the default.</param>
    /// <exception cref="ArgumentException">As of the other overload, or edges that are parts of others.</exception>
    public static CircuitFaithfulness Of(HookedTransformer model, ContrastSet contrast, IEnumerable<PathEdge> ranked, IEnumerable<int> sizes, SweepOptions? options = null)
    {
        var list = Listed(model, contrast, ranked);
        CircuitEdges.Check(model, contrast, list);
        CircuitEdges.RefuseOverlaps(list);
        return Of(list, sizes, new PatchedRuns(model, contrast, options).OfEdges);
    }

    /// <summary>(kept - other) / (clean - other) of the means over prompts: 0 as with everything patched, 1 as with nothing.</summary>
    /// <param name="size">One of <see cref="Sizes"/>.</param>
    /// <param name="resamples">The draws of these prompts.</param>
    /// <exception cref="ArgumentException">Nothing was measured of that size, or a draw in which the two versions do not differ.</exception>
    public IntervalEstimate Faithfulness(int size, Resamples resamples) => Share(Kept[PlaceOf(size)], resamples);

    /// <summary>(removed - other) / (clean - other): what is left without the circuit. Near 0 where it is complete.</summary>
    /// <param name="size">One of <see cref="Sizes"/>.</param>
    /// <param name="resamples">The draws of these prompts.</param>
    /// <exception cref="ArgumentException">As of <see cref="Faithfulness"/>.</exception>
    public IntervalEstimate LeftWithout(int size, Resamples resamples) => Share(Removed[PlaceOf(size)], resamples);

    private static ImmutableArray<T> Listed<T>(HookedTransformer model, ContrastSet contrast, IEnumerable<T> ranked)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(contrast);
        ArgumentNullException.ThrowIfNull(ranked);
        return [.. ranked];
    }

    private static CircuitFaithfulness Of<T>(ImmutableArray<T> ranked, IEnumerable<int> sizes, Func<T[][], double[][]> measure)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        ImmutableArray<int> list = [.. sizes];
        if (list.IsEmpty || list.Any(size => size < 0 || size > ranked.Length))
            throw new ArgumentException($"Sizes {string.Join(", ", list)}; expected some of 0..{ranked.Length}.", nameof(sizes));

        ImmutableArray<double>[] runs = [.. measure([[], [.. ranked], .. list.Select(size => ranked[size..].ToArray()), .. list.Select(size => ranked[..size].ToArray())]).Select(run => run.ToImmutableArray())];
        return new(list, [.. runs[2..(2 + list.Length)]], [.. runs[(2 + list.Length)..]], runs[0], runs[1]);
    }

    private IntervalEstimate Share(ImmutableArray<double> run, Resamples resamples) =>
        Bootstrapped.Combine(
            [Bootstrapped.Mean(run.AsSpan(), resamples), Bootstrapped.Mean(Clean.AsSpan(), resamples), Bootstrapped.Mean(Other.AsSpan(), resamples)],
            means => Math.Abs(means[1] - means[2]) <= Rounding * Math.Max(Math.Abs(means[1]), Math.Abs(means[2]))
                ? throw new ArgumentException("The two versions do not differ in what is measured, so that there is nothing to be faithful to.", nameof(resamples))
                : (means[0] - means[2]) / (means[1] - means[2])).ToPercentileInterval();

    private int PlaceOf(int size) => Sizes.IndexOf(size) is >= 0 and var place
        ? place
        : throw new ArgumentException($"There is no circuit of {size} parts; measured were {string.Join(", ", Sizes)}.", nameof(size));
}
