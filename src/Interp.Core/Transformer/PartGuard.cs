namespace Interp.Core.Transformer;

/// <summary>Parts have the sizes that a model is said to have, so that what it says of its activations is true.</summary>
internal static class PartGuard
{
    public static void Check(TransformerInfo info, Embedding embedding)
    {
        if (embedding.DModel != info.DModel || embedding.DVocab != info.DVocab)
            throw new ArgumentException($"The sizes say d_model {info.DModel} and d_vocab {info.DVocab}; the embedding has {embedding.DModel} and {embedding.DVocab}.", nameof(embedding));
        if (embedding.Positions < info.ContextLength)
            throw new ArgumentException($"The sizes say a context of {info.ContextLength} tokens, the table of positions has {embedding.Positions}.", nameof(embedding));
    }

    public static void Check(TransformerInfo info, IReadOnlyList<TransformerBlock> blocks)
    {
        if (info.Layers < 1 || blocks.Count != info.Layers)
            throw new ArgumentException($"The sizes say {info.Layers} blocks, {blocks.Count} were given; a model has at least one.", nameof(blocks));
        for (var layer = 0; layer < blocks.Count; layer++)
        {
            var (qkv, dMlp) = (blocks[layer].Attention.Qkv, blocks[layer].DMlp);
            if ((qkv.DModel, qkv.Heads, qkv.KvHeads, qkv.DHead, dMlp) != (info.DModel, info.Heads, info.KvHeads, info.DHead, info.DMlp))
            {
                throw new ArgumentException(
                    $"The sizes say d_model {info.DModel}, {info.Heads} heads on {info.KvHeads} keys of width {info.DHead}, d_mlp {info.DMlp}; "
                    + $"block {layer} has {qkv.DModel}, {qkv.Heads} on {qkv.KvHeads} of {qkv.DHead}, {dMlp}.", nameof(blocks));
            }
        }
    }
}
