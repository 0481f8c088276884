using static TorchSharp.torch;

namespace Interp.Core.Transformer;

/// <summary>Attention scores written out, for the rows that someone wants to see.</summary>
internal static class CausalScores
{
    /// <summary>Scores with -infinity where the query does not see the key.</summary>
    /// <param name="q">[batch, head, query, d_head]</param>
    /// <param name="k">[batch, head, key, d_head]</param>
    /// <param name="rule">The block's rule.</param>
    /// <param name="queries">Position of each query, [batch or 1, query].</param>
    /// <returns>[batch, head, query, key]</returns>
    public static Tensor Of(Tensor q, Tensor k, ScoreRule rule, Tensor queries)
    {
        var keys = HeldScalars.Count(k.shape[2], k.device);
        var unseen = rule.Unseen(queries.unsqueeze(-1), keys); // [batch, query, key]
        return rule.Capped(matmul(q, k.transpose(2, 3)).Times(rule.Scale)).Hidden(unseen.unsqueeze(1));
    }

    /// <summary>Keys or values with each shared head repeated for its group of queries: [batch, head, key, d_head].</summary>
    /// <param name="x">[batch, key, kv_head, d_head]</param>
    /// <param name="heads">Query heads.</param>
    public static Tensor PerQueryHead(Tensor x, int heads)
    {
        x = x.transpose(1, 2); // [batch, kv_head, key, d_head]
        var group = heads / x.shape[1];
        return group == 1
            ? x
            : x.unsqueeze(2).expand(-1, -1, group, -1, -1).flatten(1, 2); // [batch, head, key, d_head]
    }
}
