using Interp.Core.Batches;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Paths;

/// <summary>What senders add on average over the patched tokens of all prompts. Owns its tensors until disposed.</summary>
internal sealed class PathMeans : IDisposable
{
    private readonly Dictionary<PathSender, Tensor> _means = []; // [d_model], in the dtype of the stream

    /// <summary>The mean over batches, each token counted once.</summary>
    /// <param name="model">The model.</param>
    /// <param name="batches">All prompts.</param>
    /// <param name="at">The patched tokens.</param>
    /// <param name="senders">The senders.</param>
    public static PathMeans Of(HookedTransformer model, IEnumerable<Batch> batches, Positions at, IReadOnlyCollection<PathSender> senders)
    {
        var means = new PathMeans();
        var count = 0L;
        using var scope = NewDisposeScope();
        var sums = new Dictionary<PathSender, Tensor>();
        foreach (var batch in batches)
        {
            using var run = PathRun.Record(model, batch, at, senders, []);
            var tokens = at.Resolve(batch);
            count += tokens.Sum(list => list.Length);
            var width = tokens.Max(list => list.Length);
            foreach (var sender in senders)
            {
                using var inner = NewDisposeScope();
                var output = run.Output(sender).to(float64); // [batch, pos, d_model]
                var real = tensor(tokens.SelectMany(list => Enumerable.Range(0, width).Select(place => place < list.Length ? 1.0 : 0.0)).ToArray(), device: output.device).view(-1, width, 1);
                var sum = (output * real).sum([0L, 1L]); // [d_model]
                sums[sender] = (sums.TryGetValue(sender, out var before) ? before.Plus(sum) : sum).MoveToOtherDisposeScope(scope);
            }
        }

        foreach (var (sender, sum) in sums)
            means._means[sender] = sum.Times(1.0 / count).to(model.Dtype).DetachFromDisposeScope();
        return means;
    }

    /// <summary>[d_model]; this one's.</summary>
    public Tensor this[PathSender sender] => _means[sender];

    public void Dispose()
    {
        foreach (var mean in _means.Values)
            mean.Dispose();
    }
}
