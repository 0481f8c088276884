using Interp.Core.Lens;
using static TorchSharp.torch;

namespace Interp.Core.LinearLenses;

/// <summary>How far what a state says is from what the model says: KL(final || lens) over the whole vocabulary, in nats.</summary>
internal static class FinalDivergence
{
    /// <summary>Log-probabilities of the vocabulary.</summary>
    /// <param name="readout">The lens.</param>
    /// <param name="stream">[row, d_model]</param>
    /// <param name="state">Which state it is.</param>
    /// <returns>[row, d_vocab], float32 at least.</returns>
    public static Tensor LogProbabilities(IReadout readout, Tensor stream, int state)
    {
        using var scope = NewDisposeScope();
        var normalized = readout.Normalized(stream, state);
        var wide = normalized.dtype == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        return readout.Unembedding.Logits(normalized.to(wide)).log_softmax(-1).MoveToOuterDisposeScope();
    }

    /// <summary>The divergence of each row.</summary>
    /// <param name="final">Log-probabilities, [row, d_vocab].</param>
    /// <param name="lens">The same of a lens.</param>
    /// <returns>[row]</returns>
    public static Tensor Of(Tensor final, Tensor lens)
    {
        using var scope = NewDisposeScope();
        return (final.exp() * (final - lens)).sum(-1).MoveToOuterDisposeScope();
    }
}
