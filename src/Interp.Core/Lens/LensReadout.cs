using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Lens;

/// <summary>From a stream to what it says: the final norm and the unembedding, by the definition or as published.</summary>
/// <param name="model">Whose lens.</param>
/// <param name="protocol">The paper's definitions or its code's behaviour.</param>
internal sealed class LensReadout(HookedTransformer model, Protocol protocol)
{
    private readonly Unembedding _unembedding = protocol.DropsUnembeddingBias ? model.Unembedding.WithoutBias : model.Unembedding;

    /// <summary>The stream after the final norm, row by row.</summary>
    /// <param name="stream">[batch, position, d_model]</param>
    /// <param name="hiddenIndex">Which state it is.</param>
    /// <returns>[batch*position, d_model]</returns>
    public Tensor Normalized(Tensor stream, int hiddenIndex)
    {
        using var scope = NewDisposeScope();
        var normalized = model.FinalNorm.Apply(stream);
        if (protocol.NormalizesLastStateTwice && hiddenIndex == model.Info.Layers)
            normalized = model.FinalNorm.Apply(normalized);
        return normalized.flatten(0, 1).MoveToOuterDisposeScope();
    }

    /// <summary>Logits of some tokens: [row, token] as plain numbers.</summary>
    /// <param name="normalized">[row, d_model]</param>
    /// <param name="tokens">The tokens.</param>
    public float[] LogitsOf(Tensor normalized, IReadOnlyList<int> tokens)
    {
        using var scope = NewDisposeScope();
        return Numbers(_unembedding.LogitsOf(normalized, tokens));
    }

    /// <summary>Log-sum-exp over the whole vocabulary: [row] as plain numbers.</summary>
    /// <param name="normalized">[row, d_model]</param>
    public float[] LogNormalizers(Tensor normalized)
    {
        using var scope = NewDisposeScope();
        return Numbers(_unembedding.Logits(normalized).to(float32).logsumexp(-1));
    }

    private static float[] Numbers(Tensor tensor) => tensor.to(float32).cpu().contiguous().data<float>().ToArray();
}
