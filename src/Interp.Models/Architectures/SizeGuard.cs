using Interp.Core.Transformer;
using Interp.Models.Checkpoints;

namespace Interp.Models.Architectures;

/// <summary>
/// Sizes that no model has, before anything is made of them: a config of a few hundred bytes must not be able to ask for
/// gigabytes. The shapes of the weights say later whether the sizes are this model's.
/// </summary>
internal static class SizeGuard
{
    /// <param name="info">The sizes.</param>
    /// <param name="where">The file that states them.</param>
    /// <exception cref="InvalidDataException">One of them is beyond any model's.</exception>
    public static void Check(TransformerInfo info, string where)
    {
        Limit("blocks", info.Layers, 10_000);
        Limit("dimensions of the residual stream", info.DModel, 1 << 18);
        Limit("heads", info.Heads, 1 << 12);
        Limit("key and value heads", info.KvHeads, 1 << 12);
        Limit("dimensions of a head", info.DHead, 1 << 14);
        Limit("dimensions of the MLP", info.DMlp, 1 << 21);
        Limit("tokens", info.DVocab, 1 << 24);
        Limit("tokens of context", info.ContextLength, 1 << 28);

        void Limit(string what, int found, int most)
        {
            if (found > most)
                throw Malformed.File(where, $"it says that the model has {found} {what}, which no model has; at most {most} are read");
        }
    }
}
