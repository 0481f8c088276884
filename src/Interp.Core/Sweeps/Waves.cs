using System.Collections.Immutable;
using Interp.Core.Batches;
using Interp.Core.Tokens;
using Interp.Core.Transformer;

namespace Interp.Core.Sweeps;

/// <summary>Which batches go through the blocks side by side.</summary>
internal static class Waves
{
    /// <summary>Tokens that take longer to compute than the block they go through to read, also from a slow disk.</summary>
    private const int LeastTokens = 8192;

    /// <summary>The prompts of each batch.</summary>
    public static IReadOnlyList<ImmutableArray<int>> Grouped(IReadOnlyList<IMarkedTokens> prompts, SweepOptions options) =>
        Batch.Group([.. prompts.Select(prompt => prompt.Tokens.Length)], options.BatchTokens);

    /// <summary>The batches, wave by wave.</summary>
    public static IEnumerable<Batch[]> Of(Batch[] batches, HookedTransformer model, SweepOptions options)
    {
        var first = 0;
        foreach (var count in Counts([.. batches.Select(batch => (long)batch.Size * batch.Width)], model, options))
        {
            yield return batches[first..(first + count)];
            first += count;
        }
    }

    /// <summary>How many batches each wave has.</summary>
    /// <param name="tokens">Tokens of each batch, padding included.</param>
    /// <param name="model">The model.</param>
    /// <param name="options">In which order, and how many at once.</param>
    public static IReadOnlyList<int> Counts(IReadOnlyList<long> tokens, HookedTransformer model, SweepOptions options)
    {
        if ((options.Order ?? (model.Blocks.IsStreamed ? SweepOrder.LayerMajor : SweepOrder.BatchMajor)) == SweepOrder.BatchMajor)
            return [.. tokens.Select(_ => 1)];

        var most = options.WaveTokens ?? Math.Max(LeastTokens, options.StreamBytes / BytesOfToken(model));
        var counts = new List<int>();
        var (count, sum) = (0, 0L);
        foreach (var batch in tokens)
        {
            if (count > 0 && sum + batch > most)
            {
                counts.Add(count);
                (count, sum) = (0, 0);
            }

            (count, sum) = (count + 1, sum + batch);
        }

        counts.Add(count);
        return counts;
    }

    /// <summary>Bytes of a token's stream.</summary>
    public static long BytesOfToken(HookedTransformer model) => model.Info.DModel * model.FinalNorm.Gain.element_size();
}
