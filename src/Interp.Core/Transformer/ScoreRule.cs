using static TorchSharp.torch;

namespace Interp.Core.Transformer;

/// <summary>How a block makes scores of queries and keys, and which keys a query sees.</summary>
/// <param name="Scale">Factor of the products.</param>
/// <param name="Cap">Scores stay between minus this and this, bent by tanh; null where they are as they are.</param>
/// <param name="Window">How many tokens a query sees, itself included; null for all that came before.</param>
internal readonly record struct ScoreRule(double Scale, double? Cap, int? Window)
{
    /// <summary>The first key that a query sees.</summary>
    public long FirstKey(long query) => FirstKeyOf(query, Window);

    /// <summary>The first key that a query sees under a window.</summary>
    public static long FirstKeyOf(long query, int? window) => window is { } width ? Math.Max(0, query - width + 1) : 0;

    /// <summary>Whether some query of a sequence sees less than all that came before.</summary>
    public bool Narrows(long length) => Window < length;

    /// <summary>Scaled products as scores.</summary>
    public Tensor Capped(Tensor scaled) => Cap is { } cap ? SoftCap.Of(scaled, cap) : scaled;

    /// <summary>True where a key is none that the query sees.</summary>
    /// <param name="queries">Position of each query, [..., query, 1].</param>
    /// <param name="keys">Position of each key, [key].</param>
    /// <returns>[..., query, key]</returns>
    public Tensor Unseen(Tensor queries, Tensor keys)
    {
        using var scope = NewDisposeScope();
        var unseen = keys > queries;
        if (Window is { } width)
            unseen = unseen.logical_or(keys <= queries.Plus(-(long)width));
        return unseen.MoveToOuterDisposeScope();
    }
}
