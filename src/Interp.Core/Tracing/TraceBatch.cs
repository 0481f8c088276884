using System.Collections.Immutable;
using Interp.Core.Batches;
using Interp.Core.Caching;
using Interp.Core.Hooks;
using Interp.Core.Lens;
using Interp.Core.Patching;
using Interp.Core.Tokens;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Tracing;

/// <summary>One batch of prompts that is traced. Owns its clean activations until disposed.</summary>
internal sealed class TraceBatch : IDisposable
{
    private readonly HookedTransformer _model;
    private readonly IReadOnlyList<IMarkedTokens> _set;
    private readonly Batch _batch;
    private readonly IReadOnlyList<int> _answers;
    private readonly ImmutableArray<ImmutableArray<ImmutableArray<int>>> _places; // by place, for each row its tokens
    private readonly TraceOptions _options;
    private ActivationCache? _clean;

    public TraceBatch(HookedTransformer model, IReadOnlyList<IMarkedTokens> set, Batch batch, IReadOnlyList<int> answers, ImmutableArray<TracePlace> places, TraceOptions options)
    {
        (_model, _set, _batch, _answers, _options) = (model, set, batch, answers, options);
        _places = [.. places.Select(place => place.Positions.Resolve(batch))];
    }

    /// <summary>Runs everything and adds what was measured.</summary>
    /// <param name="noise">The noise.</param>
    /// <param name="clean">[prompt]</param>
    /// <param name="corrupt">[prompt]</param>
    /// <param name="restored">For each part [state, place, prompt].</param>
    public void Run(EmbeddingNoise noise, double[] clean, double[] corrupt, Dictionary<TracePart, double[,,]> restored)
    {
        using var scope = NewDisposeScope();
        (var logits, _clean) = Recorded(HookSite.ResidPost, HookSite.AttnOut, HookSite.MlpOut);
        Probabilities(logits, _batch, (row, probability) => clean[_batch.Members[row]] = probability);
        for (var draw = 0; draw < _options.Draws; draw++)
        {
            using var inner = NewDisposeScope();
            _options.Cancellation.ThrowIfCancellationRequested();
            var corruption = _model.Intervene(HookPoint.Embed, noise.Draw(draw));
            ActivationCache states;
            using (corruption)
                (logits, states) = Recorded(HookSite.ResidPost);
            using var owner = states;
            var seen = draw + 1;
            Probabilities(logits, _batch, (row, probability) => Average(ref corrupt[_batch.Members[row]], probability, seen));
            foreach (var (part, values) in restored)
            {
                for (var at = 0; at < values.GetLength(0); at++)
                    Restore(part, at, states, (place, prompt, probability) => Average(ref values[at, place, prompt], probability, seen));
            }
        }
    }

    public void Dispose() => _clean?.Dispose();

    /// <summary>The batch's logits where they are read, and its activations at every token.</summary>
    private (Tensor Logits, ActivationCache Activations) Recorded(params HookSite[] sites)
    {
        using var reader = new CacheReader([CacheRequest.Of(HookSite.ResidPre) with { Layers = [0] }, CacheRequest.Of(sites)]);
        using var pass = _model.Start(_batch, _options.Read, reader.Wants(_model, _batch.Sequences)).ToTheEnd();
        return (pass.TakeLogits(), reader.TakeRows(_batch));
    }

    /// <summary>Every place side by side, from the first state that differs on.</summary>
    private void Restore(TracePart part, int at, ActivationCache corrupted, Action<int, int, double> write)
    {
        var window = TraceParts.Window(at, _options.Window, _model.Info.Layers);
        var start = part == TracePart.State ? at : window.Start.Value;
        var rows = (from place in Enumerable.Range(0, _places.Length) from row in Enumerable.Range(0, _batch.Size) select (Place: place, Row: row)).ToArray();
        foreach (var chunk in rows.Chunk(Math.Max(1, _options.BatchTokens / _batch.Width)))
        {
            using var scope = NewDisposeScope();
            _options.Cancellation.ThrowIfCancellationRequested();
            var batch = Batch.Of(_set, chunk.Select(cell => _batch.Members[cell.Row]));
            // A batch of short prompts alone is narrower than the activations, whose rest is padding.
            var state = corrupted[States.PointOf(start)];
            var from = tensor(chunk.Select(cell => (long)cell.Row).ToArray(), device: state.device);
            var stream = state.index_select(0, from).narrow(1, 0, batch.Width); // [row, pos, d_model]
            Tensor Clean(Tensor x, HookPoint point, TokenGrid grid) => PatchEdit.Apply(
                x, _clean![point], [.. PatchEdit.Targets(grid, [.. chunk.Select(cell => _places[cell.Place][cell.Row])], row => chunk[row].Row, null)]);

            Tensor logits;
            if (part == TracePart.State)
            {
                logits = _model.LogitsOfState(batch, start, Clean(stream.contiguous(), States.PointOf(start), TokenGrid.Whole(batch)), _options.Read);
            }
            else
            {
                using var restoring = HookScope.Join(Enumerable.Range(0, _model.Info.Layers).Take(window).Select(layer =>
                    _model.Intervene(TraceParts.PointOf(part, layer), new Listener.Intervention((x, grid) => Clean(x, TraceParts.PointOf(part, layer), grid), _ => { }))));
                logits = _model.LogitsOfState(batch, start, stream.contiguous(), _options.Read);
            }

            Probabilities(logits, batch, (row, probability) => write(chunk[row].Place, batch.Members[row], probability));
        }
    }

    /// <summary>A mean that is the number itself where all are the same.</summary>
    private static void Average(ref double mean, double value, int seen) => mean += (value - mean) / seen;

    /// <param name="logits">[row, 1, d_vocab]</param>
    /// <param name="batch">Whose rows they are.</param>
    /// <param name="write">Gets a row and the probability of its answer.</param>
    private void Probabilities(Tensor logits, Batch batch, Action<int, double> write)
    {
        using var scope = NewDisposeScope();
        var answers = tensor(batch.Members.Select(prompt => (long)_answers[prompt]).ToArray(), device: logits.device).unsqueeze(1);
        var probabilities = logits.select(1, 0).to(float64).softmax(-1).gather(1, answers).cpu().contiguous().data<double>().ToArray();
        for (var row = 0; row < probabilities.Length; row++)
            write(row, probabilities[row]);
    }
}
