using Interp.Core.Ablations;
using Interp.Core.Batches;
using Interp.Core.Transformer;
using Interp.Core.Transformer.Placement;
using static TorchSharp.torch;

namespace Interp.Core.Replays;

/// <summary>Takes the model's own logits of every row. Owns them until disposed.</summary>
internal sealed class LogitsSink(HookedTransformer model, Batch batch, IReadOnlyList<Ablation> ablations) : IReplaySink, IDisposable
{
    private readonly Tensor?[] _logits = new Tensor?[ablations.Count * batch.Size];

    /// <summary>For each ablation, for each prompt: [window, d_vocab].</summary>
    public IEnumerable<Tensor> Logits => _logits.Select(logits => logits!);

    public void Clean(int state, Tensor stream)
    {
        if (state != model.Info.Layers || ablations.All(ablation => ablation.FirstLayer is not null))
            return;
        using var scope = NewDisposeScope();
        var all = Of(stream);
        for (var ablation = 0; ablation < ablations.Count; ablation++)
        {
            for (var row = 0; row < batch.Size && ablations[ablation].FirstLayer is null; row++)
                _logits[ablation * batch.Size + row] = all[row].DetachFromDisposeScope();
        }
    }

    public void Rows(int state, IReadOnlyList<ReplayRow> rows, Tensor stream)
    {
        if (state != model.Info.Layers)
            return;
        using var scope = NewDisposeScope();
        var all = Of(stream);
        for (var i = 0; i < rows.Count; i++)
            _logits[rows[i].Ablation * batch.Size + rows[i].BatchRow] = all[i].DetachFromDisposeScope();
    }

    public void Dispose()
    {
        foreach (var logits in _logits)
            logits?.Dispose();
    }

    /// <summary>[row, window, d_vocab]</summary>
    private Tensor Of(Tensor stream) => model.Unembedding.Logits(model.FinalNorm.Apply(stream.On(model.LastDevice)));
}
