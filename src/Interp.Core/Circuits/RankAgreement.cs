using Interp.Core.Statistics;

namespace Interp.Core.Circuits;

/// <summary>How well estimated effects rank parts by their exact ones, with the draws of prompts: means over the prompts of a draw, ranked anew.</summary>
public static class RankAgreement
{
    /// <summary>Spearman's rank correlation of the means.</summary>
    /// <typeparam name="T">What was patched.</typeparam>
    /// <param name="estimated">Effects; of <see cref="PatchEffects{T}.Sizes"/> where only sizes are to agree.</param>
    /// <param name="exact">Effects of the same parts on the same prompts.</param>
    /// <param name="resamples">The draws of these prompts.</param>
    /// <returns>For its interval take <see cref="Bootstrapped.ToPercentileInterval"/>: a correlation ends at 1.</returns>
    /// <exception cref="ArgumentException">Other parts or prompts, less than two parts, or effects that are all the same.</exception>
    public static Bootstrapped Spearman<T>(PatchEffects<T> estimated, PatchEffects<T> exact, Resamples resamples)
        where T : notnull => Of(estimated, exact, resamples, RankCorrelation.Spearman);

    /// <summary>Kendall's rank correlation of the means.</summary>
    /// <typeparam name="T">What was patched.</typeparam>
    /// <param name="estimated">Effects; of <see cref="PatchEffects{T}.Sizes"/> where only sizes are to agree.</param>
    /// <param name="exact">Effects of the same parts on the same prompts.</param>
    /// <param name="resamples">The draws of these prompts.</param>
    /// <exception cref="ArgumentException">As of <see cref="Spearman{T}"/>.</exception>
    public static Bootstrapped Kendall<T>(PatchEffects<T> estimated, PatchEffects<T> exact, Resamples resamples)
        where T : notnull => Of(estimated, exact, resamples, RankCorrelation.Kendall);

    private static Bootstrapped Of<T>(PatchEffects<T> estimated, PatchEffects<T> exact, Resamples resamples, Func<ReadOnlySpan<double>, ReadOnlySpan<double>, double> correlation)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(estimated);
        ArgumentNullException.ThrowIfNull(exact);
        ArgumentNullException.ThrowIfNull(resamples);
        if (estimated.Prompts != exact.Prompts || !estimated.Parts.ToHashSet().SetEquals(exact.Parts))
            throw new ArgumentException($"Effects of {estimated.Parts.Length} parts on {estimated.Prompts} prompts and of {exact.Parts.Length} on {exact.Prompts}; expected the same parts and prompts.", nameof(exact));

        Bootstrapped[] means = [.. exact.Parts.Select(part => estimated.At(part, resamples)), .. exact.Parts.Select(part => exact.At(part, resamples))];
        return Bootstrapped.Combine(means, values => correlation(values[..(values.Length / 2)], values[(values.Length / 2)..]));
    }
}
