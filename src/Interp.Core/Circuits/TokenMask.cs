using Interp.Core.Batches;
using Interp.Core.Transformer.Placement;
using static TorchSharp.torch;

namespace Interp.Core.Circuits;

/// <summary>Some tokens of a batch as ones among zeros.</summary>
internal sealed class TokenMask : IDisposable
{
    public TokenMask(Batch batch, Positions positions)
    {
        var chosen = new bool[batch.Size * batch.Width];
        var tokens = positions.Resolve(batch);
        for (var row = 0; row < batch.Size; row++)
        {
            foreach (var token in tokens[row])
                chosen[row * batch.Width + token] = true;
        }

        Count = chosen.LongCount(one => one);
        using var scope = NewDisposeScope();
        Ones = tensor(chosen).view(batch.Size, batch.Width).DetachFromDisposeScope();
    }

    /// <summary>True at the tokens, [batch, pos].</summary>
    public Tensor Ones { get; }

    /// <summary>How many tokens.</summary>
    public long Count { get; }

    /// <summary>True at the tokens, with the axes of an activation behind them: [batch, pos, 1, …].</summary>
    public Tensor Like(Tensor activation) => Ones.On(activation.device).view([.. Ones.shape, .. Enumerable.Repeat(1L, (int)activation.Dimensions - 2)]);

    /// <summary>One activation at the tokens, another elsewhere.</summary>
    public Tensor Choose(Tensor there, Tensor elsewhere)
    {
        using var scope = NewDisposeScope();
        return where(Like(elsewhere), there.On(elsewhere.device), elsewhere).MoveToOuterDisposeScope();
    }

    public void Dispose() => Ones.Dispose();
}
