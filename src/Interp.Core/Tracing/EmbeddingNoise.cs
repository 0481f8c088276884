using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Randomness;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Tracing;

/// <summary>Normal noise on the embeddings of some tokens: that of a prompt and draw is the same in whatever batch.</summary>
/// <param name="positions">Which tokens.</param>
/// <param name="deviation">How much.</param>
/// <param name="seed">Seed of all draws.</param>
internal sealed class EmbeddingNoise(Positions positions, double deviation, ulong seed)
{
    /// <summary>What is on the embeddings while a scope of one draw is open.</summary>
    public Listener.Intervention Draw(int draw) => new((x, grid) => Add(x, grid, draw), _ => { });

    /// <param name="x">[batch, pos, d_model]; stays as it is.</param>
    /// <param name="grid">What the activation is of.</param>
    /// <param name="draw">Which noise.</param>
    private Tensor Add(Tensor x, TokenGrid grid, int draw)
    {
        var width = (int)x.shape[2];
        var tokens = positions.Resolve(grid.Batch);
        using var scope = NewDisposeScope();
        var noisy = x.clone();
        for (var row = 0; row < grid.BatchRows.Length; row++)
        {
            var list = tokens[grid.BatchRows[row]];
            var numbers = NormalNumbers.Draw(list.Length * width, new RandomStream(seed, ((ulong)draw << 32) | (uint)grid.PromptOf(row)));
            var noise = tensor(numbers).view(list.Length, width).Times(deviation).to(x.dtype).to(x.device);
            for (var i = 0; i < list.Length; i++)
            {
                if (grid.PlaceOf(row, list[i]) is { } place)
                    noisy[row, place].Accumulate(noise[i]);
            }
        }

        return noisy.MoveToOuterDisposeScope();
    }
}
