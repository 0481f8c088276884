using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Sweeps;
using Interp.Core.Tokens;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Tracing;

/// <summary>Standard deviation of the embeddings of some tokens over a set, all dimensions together.</summary>
/// <param name="positions">Which tokens.</param>
internal sealed class EmbeddingSpread(Positions positions) : IReader
{
    private (double Sum, double Squares, long Count) _total;
    private SweepTally _tally = new(0);

    public IEnumerable<Want> Wants(HookedTransformer model, IReadOnlyList<IMarkedTokens> set)
    {
        (_total, _tally) = ((0, 0, 0), new SweepTally(set.Count));
        return [new Want(HookPoint.Embed, positions, Add)];
    }

    /// <summary>With n - 1, as torch.std.</summary>
    public double Deviation()
    {
        _tally.RequireAll();
        var (sum, squares, count) = _total;
        return Math.Sqrt(Math.Max(0, (squares - sum * sum / count) / (count - 1)));
    }

    private void Add(Tapped tapped)
    {
        using var scope = NewDisposeScope();
        var tokens = tapped.Tokens;
        for (var row = 0; row < tokens.Length; row++)
        {
            // Lists of positions may differ in length: the rest of a row is padding.
            var values = tapped.Values[row].narrow(0, 0, tokens[row].Length).to(float64);
            _total = (_total.Sum + values.sum().item<double>(), _total.Squares + values.Squared().sum().item<double>(), _total.Count + values.numel());
        }

        _tally.Count(tapped.Batch.Size);
    }
}
