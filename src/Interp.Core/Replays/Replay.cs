using Interp.Core.Ablations;
using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Lens;
using Interp.Core.Prompts;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Replays;

/// <summary>
/// One recorded pass that answers any number of ablations of its recorded tokens, by running only those tokens through the
/// blocks from the first one touched, many ablations side by side. Equal to the full runs to float noise.
/// </summary>
/// <remarks>
/// For exploring: questions can be asked as they come. Where the ablations are known beforehand, <see cref="ReplayReader"/>
/// needs no recording. Owns the recording (keys and values of every block, the recorded tokens' stream) until disposed; the
/// model must outlive it.
/// </remarks>
public sealed class Replay : IDisposable
{
    private readonly HookedTransformer _model;
    private readonly Batch _batch;
    private readonly ReplayWindow _window;
    private readonly Recording _recording;
    private readonly ReplayOptions _options;
    private bool _disposed;

    private Replay(HookedTransformer model, Batch batch, ReplayWindow window, Recording recording, ReplayOptions options)
    {
        _model = model;
        _batch = batch;
        _window = window;
        _recording = recording;
        _options = options;
    }

    /// <summary>Runs the prompts once and records.</summary>
    /// <param name="model">The model, without hooks.</param>
    /// <param name="batch">The prompts.</param>
    /// <param name="positions">The tokens that ablations will touch and whose predictions are wanted: one or more neighbours in each prompt.</param>
    /// <param name="options">How; null for <see cref="ReplayOptions.Default"/>.</param>
    /// <returns>The recording; the caller owns it.</returns>
    /// <exception cref="InvalidOperationException">The model has hooks, which a replay would not see.</exception>
    /// <exception cref="ArgumentException">Tokens that are not neighbours, or not as many in each prompt.</exception>
    public static Replay Record(HookedTransformer model, Batch batch, Positions positions, ReplayOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(positions);
        options ??= ReplayOptions.Default;
        if ((uint)options.FromLayer >= (uint)model.Info.Layers)
            throw new ArgumentException($"A recording from block {options.FromLayer} on: the model has blocks 0..{model.Info.Layers - 1}.", nameof(options));
        RefuseHooks(model);
        var window = ReplayWindow.Of(positions, batch);
        using var noGrad = no_grad();
        return new Replay(model, batch, window, Recording.Make(model, batch, window, options.FromLayer), options);
    }

    /// <summary>Logits at the recorded tokens under each ablation.</summary>
    /// <param name="ablations">The ablations; <see cref="Ablation.None"/> gives the clean logits.</param>
    /// <param name="sources">Sources of mean and resample replacements.</param>
    /// <param name="protocol">The paper's definitions (null) or its code's behaviour.</param>
    /// <returns>[ablation, prompt, token, d_vocab]; the caller owns it.</returns>
    /// <exception cref="InvalidOperationException">An ablation touches a token or block that was not recorded, or the model has hooks.</exception>
    public Tensor Logits(IReadOnlyList<Ablation> ablations, IReadOnlyList<ReplacementSource>? sources = null, Protocol? protocol = null)
    {
        ArgumentNullException.ThrowIfNull(ablations);
        if (ablations.Count == 0)
            throw new ArgumentException("There is no ablation; Ablation.None gives the clean logits.", nameof(ablations));
        using var scope = NewDisposeScope();
        using var sink = new LogitsSink(_model, _batch, ablations);
        Run(ablations, sources ?? [], PromptProtocols.Of(_batch.Sequences, protocol), sink);
        return stack(sink.Logits).view(ablations.Count, _batch.Size, _window.Width, -1).MoveToOuterDisposeScope();
    }

    /// <summary>The logit lens at the recorded tokens under each ablation.</summary>
    /// <param name="ablations">The ablations.</param>
    /// <param name="labelTokens">The token that stands for each label.</param>
    /// <param name="sources">Sources of mean and resample replacements.</param>
    /// <param name="options">What is read, under which protocol; null for <see cref="LensOptions.Default"/>.</param>
    /// <returns>For each ablation the label scores of every prompt and state at the recorded tokens.</returns>
    /// <exception cref="InvalidOperationException">An ablation touches a token or block that was not recorded, or the model has hooks.</exception>
    public IReadOnlyList<LabelScores> Lens(
        IReadOnlyList<Ablation> ablations, IReadOnlyList<int> labelTokens, IReadOnlyList<ReplacementSource>? sources = null, LensOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(ablations);
        ArgumentNullException.ThrowIfNull(labelTokens);
        options = (options ?? LensOptions.Default).For(_batch.Sequences);
        var sheets = new ReplaySheets(_model, ablations, labelTokens, options, _batch.Size, _window.Width, PredictedLabels.Of(_batch, _window.Tokens));
        Run(ablations, sources ?? [], options.Protocol!, sheets.Sink([.. Enumerable.Range(0, _batch.Size)]));
        return sheets.ToScores();
    }

    /// <summary>Frees the recording.</summary>
    public void Dispose()
    {
        _disposed = true;
        _recording.Dispose();
    }

    /// <summary>Runs every row and shows every state.</summary>
    private void Run(IReadOnlyList<Ablation> ablations, IReadOnlyList<ReplacementSource> sources, Protocol protocol, IReplaySink sink)
    {
        var plans = Plans(ablations, sources, protocol);
        using var noGrad = no_grad();
        for (var state = 0; state <= _model.Info.Layers; state++)
            sink.Clean(state, _recording.Stream(state));

        var done = 0;
        foreach (var rows in ReplayRow.Of(plans, _batch, _model.Info.Layers).Chunk(_options.RowsAtOnce))
        {
            using var chunk = new ReplayRows(_model, _batch, _window, rows, sources);
            for (var layer = _recording.First; layer < _model.Info.Layers; layer++)
            {
                _options.Cancellation.ThrowIfCancellationRequested();
                chunk.Step(layer, _recording.Stream(layer), _recording.Keys(layer), _recording.Values(layer), Listeners.None, sink);
            }

            _options.Progress?.Report(done += rows.Length);
        }
    }

    /// <summary>The ablations held against model, recording and prompts.</summary>
    private AblationPlan[] Plans(IReadOnlyList<Ablation> ablations, IReadOnlyList<ReplacementSource> sources, Protocol protocol)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _model.ThrowIfDisposed();
        RefuseHooks(_model);
        AblationPlan[] plans = [.. ablations.Select(ablation => AblationPlan.Of(ablation, _model, protocol))];
        foreach (var plan in plans)
        {
            if (plan.Ablation.FirstLayer < _recording.First)
                throw new InvalidOperationException($"'{plan.Ablation}' touches block {plan.Ablation.FirstLayer}; recorded are the blocks from {_recording.First} on (ReplayOptions.FromLayer).");
            _window.RequireInside(plan.Ablation, _batch);
            plan.RequireSources(sources);
            plan.Check(_batch, sources);
        }

        return plans;
    }

    private static void RefuseHooks(HookedTransformer model)
    {
        if (model.IsHooked)
            throw new InvalidOperationException("The model has hooks, which a replay of a recording would not see: dispose their scopes first, or sweep with a ReplayReader, which sees ablations and patches.");
    }
}
