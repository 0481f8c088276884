using System.Collections.Immutable;
using Interp.Core.Ablations;
using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Replays;

/// <summary>The rows of one batch that ride beside a pass.</summary>
/// <param name="window">The tokens that are replayed.</param>
/// <param name="chunks">The rows, as many at a time as memory is to hold.</param>
/// <param name="sink">Is shown every state.</param>
internal sealed class ReplayRider(ReplayWindow window, IReadOnlyList<ReplayRows> chunks, IReplaySink sink) : IPassRider
{
    /// <summary>Most rows that go through a block together where nothing else is said.</summary>
    public const int DefaultRows = 1024;

    private int _layers;

    /// <summary>Rows for one batch.</summary>
    public static ReplayRider Of(
        HookedTransformer model, Batch batch, ReplayWindow window, IReadOnlyList<AblationPlan> plans, IReadOnlyList<ReplacementSource> sources, IReplaySink sink)
    {
        var rows = ReplayRow.Of(plans, batch, model.Info.Layers);
        return new ReplayRider(window, [.. rows.Chunk(DefaultRows).Select(chunk => new ReplayRows(model, batch, window, chunk, sources))], sink);
    }

    public ImmutableArray<ImmutableArray<int>> Window => window.Tokens;

    public void Ride(int layer, Tensor entering, Tensor keys, Tensor values, Listeners interventions)
    {
        sink.Clean(layer, entering);
        foreach (var chunk in chunks)
            chunk.Step(layer, entering, keys, values, interventions, sink);
        _layers = layer + 1;
    }

    public void Finish(Tensor stream) => sink.Clean(_layers, stream);

    public void Dispose()
    {
        foreach (var chunk in chunks)
            chunk.Dispose();
    }
}
