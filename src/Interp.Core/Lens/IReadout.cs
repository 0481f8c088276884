using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Lens;

/// <summary>From a state of the stream to what the model would say of it. The logit lens is one; a tuned lens is another.</summary>
public interface IReadout
{
    /// <summary>The map from what <see cref="Normalized"/> gives to logits.</summary>
    Unembedding Unembedding { get; }

    /// <summary>What the unembedding reads.</summary>
    /// <param name="stream">[..., d_model], any state.</param>
    /// <param name="state">Which: 0 the embedding, k the stream after block k-1.</param>
    /// <returns>The same shape; the caller (or its dispose scope) owns it.</returns>
    Tensor Normalized(Tensor stream, int state);

    /// <summary>The same lens under the protocol of a reading; itself where it knows of none.</summary>
    /// <param name="protocol">The paper's definitions or its code's behaviour; null where the reading has none.</param>
    /// <exception cref="ArgumentException">The lens was made under another one.</exception>
    IReadout Under(Protocol? protocol) => this;

    /// <summary>Asked before anything is run.</summary>
    /// <param name="states">The states that will be read.</param>
    /// <exception cref="ArgumentException">The lens cannot read one of them; the message says which it can.</exception>
    void Require(IReadOnlyCollection<int> states)
    {
    }
}
