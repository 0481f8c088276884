using static TorchSharp.torch;

namespace Interp.Core.Transformer;

/// <summary>
/// The mix of values of every query of a whole sequence, where nobody wants to see scores or pattern: by the fused kernel
/// where that knows the block's rule, else some queries at a time.
/// </summary>
internal static class WholeSequence
{
    /// <summary>Scores at a time, 16 MiB in float32; but no fewer queries than make a product worth its while.</summary>
    private const long ChunkScores = 4 << 20;
    private const long LeastQueries = 32;

    /// <param name="q">[batch, head, query, d_head]</param>
    /// <param name="k">[batch, head, key, d_head]</param>
    /// <param name="v">[batch, head, key, d_head]</param>
    /// <param name="rule">The block's rule.</param>
    /// <returns>[batch, head, query, d_head]</returns>
    public static Tensor Mix(Tensor q, Tensor k, Tensor v, ScoreRule rule) =>
        rule.Cap is null && !rule.Narrows(q.shape[2]) ? Fused(q, k, v, rule.Scale) : Chunked(q, k, v, rule);

    private static Tensor Fused(Tensor q, Tensor k, Tensor v, double scale)
    {
        // The kernel's own scale is d_head^-0.5; it takes no other.
        var kernelScale = Math.Pow(q.shape[3], -0.5);
        var scaled = scale == kernelScale ? q : q.Times(scale / kernelScale);
        return nn.functional.scaled_dot_product_attention(scaled, k, v, is_casual: true);
    }

    /// <summary>Each chunk of queries against the keys that one of them sees: what is needed grows with the window, not with the square of the prompt.</summary>
    private static Tensor Chunked(Tensor q, Tensor k, Tensor v, ScoreRule rule)
    {
        using var outer = NewDisposeScope();
        var length = q.shape[2];
        var chunk = Math.Max(LeastQueries, ChunkScores / (q.shape[0] * q.shape[1] * length));
        var parts = new List<Tensor>();
        for (var first = 0L; first < length; first += chunk)
        {
            using var scope = NewDisposeScope();
            var count = Math.Min(chunk, length - first);
            var (from, to) = (rule.FirstKey(first), first + count);
            var queries = HeldScalars.Count(count, q.device).Plus(first - from).unsqueeze(0); // [1, query]
            var scores = CausalScores.Of(q.narrow(2, first, count), k.narrow(2, from, to - from), rule, queries);
            parts.Add(matmul(scores.softmax(-1), v.narrow(2, from, to - from)).MoveToOuterDisposeScope());
        }

        return (parts.Count == 1 ? parts[0] : cat(parts, 2)).MoveToOuterDisposeScope();
    }
}
