using Interp.Core.Batches;
using static TorchSharp.torch;

namespace Interp.Core.Transformer;

public sealed partial class HookedTransformer
{
    /// <summary>Mean loss: how surprised the model is by the tokens that follow, in nats. Gradients flow where they are on.</summary>
    /// <param name="batch">The prompts.</param>
    /// <param name="positions">The tokens that predict; null for all that are followed by one.</param>
    /// <returns>A scalar; the caller (or its dispose scope) owns it.</returns>
    /// <exception cref="ArgumentException">A token that none follows.</exception>
    public Tensor Loss(Batch batch, Positions? positions = null)
    {
        using var scope = NewDisposeScope();
        var predicting = PredictingTokens.Of(batch, positions);
        var real = tensor(predicting.IsReal, device: LastDevice).view(batch.Size, -1); // [batch, token]
        return TokenLosses(batch, predicting)[TensorIndex.Tensor(real)].mean().MoveToOuterDisposeScope();
    }

    /// <summary>Loss of each prediction: minus the log-probability of the token that follows.</summary>
    /// <param name="batch">The prompts.</param>
    /// <param name="positions">The tokens that predict; null for all that are followed by one.</param>
    /// <returns>[batch, token], shorter lists padded by their last entry; the caller (or its dispose scope) owns it.</returns>
    /// <exception cref="ArgumentException">A token that none follows.</exception>
    public Tensor TokenLosses(Batch batch, Positions? positions = null) => TokenLosses(batch, PredictingTokens.Of(batch, positions));

    private Tensor TokenLosses(Batch batch, PredictingTokens predicting)
    {
        using var scope = NewDisposeScope();
        var targets = tensor(predicting.Targets, device: LastDevice).view(batch.Size, -1, 1); // [batch, token, 1]
        var logits = Logits(batch, predicting.Positions);
        return (-logits.log_softmax(-1).gather(-1, targets)).squeeze(-1).MoveToOuterDisposeScope();
    }
}
