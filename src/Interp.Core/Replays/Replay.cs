using System.Collections.Immutable;
using Interp.Core.Ablations;
using Interp.Core.Batches;
using Interp.Core.Lens;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Replays;

/// <summary>
/// One recorded forward pass that answers any number of ablations of its recorded tokens, by running only those tokens
/// through the blocks from the first one touched, many ablations side by side. Equal to the full runs to float noise.
/// </summary>
/// <remarks>
/// Owns the recording (keys and values of every block, the recorded tokens' stream) until disposed; the model must outlive
/// it. The ablations of the paper touch one token a prompt, the one before the last label; so does each row here.
/// </remarks>
public sealed class Replay : IDisposable
{
    private const int DefaultRows = 1024;

    private readonly HookedTransformer _model;
    private readonly Batch _batch;
    private readonly ReplayWindow _window;
    private readonly Recording _recording;
    private int _rowsAtOnce = DefaultRows;
    private bool _disposed;

    private Replay(HookedTransformer model, Batch batch, ReplayWindow window, Recording recording)
    {
        _model = model;
        _batch = batch;
        _window = window;
        _recording = recording;
    }

    /// <summary>Most rows (ablations times prompts) that go through a block together; bounds the memory of a replay.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than one.</exception>
    public int RowsAtOnce
    {
        get => _rowsAtOnce;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            _rowsAtOnce = value;
        }
    }

    /// <summary>Runs the prompts once and records.</summary>
    /// <param name="model">The model, without hooks.</param>
    /// <param name="batch">The prompts.</param>
    /// <param name="positions">The tokens that ablations will touch and whose predictions are wanted: one or more neighbours in each prompt.</param>
    /// <returns>The recording; the caller owns it.</returns>
    /// <exception cref="InvalidOperationException">The model has hooks, which a replay would not see.</exception>
    /// <exception cref="ArgumentException">Tokens that are not neighbours, or not as many in each prompt.</exception>
    public static Replay Record(HookedTransformer model, Batch batch, Positions positions)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(positions);
        RefuseHooks(model);
        var window = ReplayWindow.Of(positions, batch);
        using var noGrad = no_grad();
        return new Replay(model, batch, window, Recording.Make(model, batch, window));
    }

    /// <summary>Logits at the recorded tokens under each ablation.</summary>
    /// <param name="ablations">The ablations; <see cref="Ablation.None"/> gives the clean logits.</param>
    /// <param name="sources">Sources of mean and resample replacements.</param>
    /// <param name="protocol">The paper's definitions (null) or its code's behaviour.</param>
    /// <returns>[ablation, prompt, token, d_vocab]; the caller owns it.</returns>
    /// <exception cref="InvalidOperationException">An ablation touches a token that was not recorded, or the model has hooks.</exception>
    public Tensor Logits(IReadOnlyList<Ablation> ablations, IReadOnlyList<ReplacementSource>? sources = null, Protocol? protocol = null)
    {
        Check(ablations, sources);
        if (ablations.Count == 0)
            throw new ArgumentException("There is no ablation; Ablation.None gives the clean logits.", nameof(ablations));
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var logits = new Tensor[ablations.Count * _batch.Size];
        Run(ablations, sources, protocol, (hiddenIndex, rows, stream) =>
        {
            if (hiddenIndex != _model.Info.Layers)
                return;
            var all = _model.Unembedding.Logits(_model.FinalNorm.Apply(stream)); // [row, token, d_vocab]
            for (var row = 0; row < rows.Length; row++)
                scope.Attach(logits[rows[row].Ablation * _batch.Size + rows[row].Prompt] = all[row]);
        });
        return stack(logits).view(ablations.Count, _batch.Size, _window.Width, -1).MoveToOuterDisposeScope();
    }

    /// <summary>The logit lens at the recorded tokens under each ablation.</summary>
    /// <param name="ablations">The ablations.</param>
    /// <param name="labelTokens">The token that stands for each label.</param>
    /// <param name="sources">Sources of mean and resample replacements.</param>
    /// <param name="protocol">The paper's definitions (null) or its code's behaviour.</param>
    /// <returns>For each ablation the scores; positions are the recorded tokens. Hidden indices before the first touched block are the clean ones.</returns>
    /// <exception cref="InvalidOperationException">An ablation touches a token that was not recorded, or the model has hooks.</exception>
    public IReadOnlyList<LabelScores> Lens(
        IReadOnlyList<Ablation> ablations, IReadOnlyList<int> labelTokens, IReadOnlyList<ReplacementSource>? sources = null, Protocol? protocol = null)
    {
        Check(ablations, sources);
        ArgumentNullException.ThrowIfNull(labelTokens);
        using var noGrad = no_grad();
        var readout = new LensReadout(_model, protocol ?? Protocol.Corrected);
        float[] Read(Tensor stream, int hiddenIndex)
        {
            using var normalized = readout.Normalized(stream, hiddenIndex);
            return readout.LogitsOf(normalized, labelTokens);
        }

        var sheets = ablations.Select(_ => new LensSheet(_batch.Size, _model.Info.Layers + 1, _window.Width, labelTokens, fullVocabulary: false)).ToArray();
        var everyPrompt = Enumerable.Range(0, _batch.Size).ToImmutableArray();
        for (var hiddenIndex = 0; hiddenIndex <= _model.Info.Layers; hiddenIndex++)
        {
            var clean = Read(_recording.Stream(hiddenIndex), hiddenIndex);
            foreach (var (sheet, ablation) in sheets.Zip(ablations))
            {
                if (hiddenIndex <= (ablation.FirstLayer ?? _model.Info.Layers))
                    sheet.Write(clean, hiddenIndex, everyPrompt);
            }
        }

        Run(ablations, sources, protocol, (hiddenIndex, rows, stream) =>
        {
            var logits = Read(stream, hiddenIndex);
            var perRow = logits.Length / rows.Length;
            for (var row = 0; row < rows.Length; row++)
                sheets[rows[row].Ablation].Write(logits.AsSpan(row * perRow, perRow), hiddenIndex, [rows[row].Prompt]);
        });
        return [.. sheets.Select(sheet => sheet.ToScores())];
    }

    /// <summary>Frees the recording.</summary>
    public void Dispose()
    {
        _disposed = true;
        _recording.Dispose();
    }

    /// <summary>Runs every (ablation, prompt) row and shows the stream after each block that was run, and before the final norm.</summary>
    private void Run(
        IReadOnlyList<Ablation> ablations, IReadOnlyList<ReplacementSource>? sources, Protocol? protocol, Action<int, ReplayRow[], Tensor> show)
    {
        // Rows that enter at the same block stand together; those that enter first come first, so that the rows at work in
        // any block are the first so many.
        var rows = ablations.SelectMany((ablation, index) => ReplayRow.Of(ablation, index, _model, _batch, _window, protocol ?? Protocol.Corrected))
            .OrderBy(row => row.FirstLayer).ThenBy(row => row.Ablation).ThenBy(row => row.Prompt);
        foreach (var chunk in rows.Chunk(RowsAtOnce))
            RunChunk(chunk, sources ?? [], show);
    }

    private void RunChunk(ReplayRow[] rows, IReadOnlyList<ReplacementSource> sources, Action<int, ReplayRow[], Tensor> show)
    {
        using var scope = NewDisposeScope();
        using var view = new ReplayedTokens(_recording, _window, [.. rows.Select(row => row.Prompt)], _model.Device);
        using var run = new ForwardRun(ReplayRow.Hooks(rows, sources), _batch, _model.Device, view);
        var x = Enter(rows, 0, rows[0].FirstLayer); // [row, window, d_model]
        for (var layer = rows[0].FirstLayer; layer < _model.Info.Layers; layer++)
        {
            using var block = NewDisposeScope();
            var next = _model.Block(layer, x, run);
            var active = (int)x.shape[0];
            x.Dispose();
            show(layer + 1, rows[..active], next);
            x = Join(next, rows, active, layer + 1).MoveToOuterDisposeScope();
        }

        // Rows that touch nothing enter after the last block.
        if (rows[^1].FirstLayer == _model.Info.Layers)
        {
            var clean = Array.FindIndex(rows, row => row.FirstLayer == _model.Info.Layers);
            show(_model.Info.Layers, rows[clean..], x.narrow(0, clean, rows.Length - clean));
        }
    }

    /// <summary>Adds the rows that enter at a block to those at work.</summary>
    private Tensor Join(Tensor x, ReplayRow[] rows, int active, int layer) =>
        active < rows.Length && rows[active].FirstLayer == layer ? cat([x, Enter(rows, active, layer)], 0) : x;

    /// <summary>The recorded stream of the rows from <paramref name="from"/> on that enter at a block: [row, window, d_model].</summary>
    private Tensor Enter(ReplayRow[] rows, int from, int layer)
    {
        var prompts = rows.Skip(from).TakeWhile(row => row.FirstLayer == layer).Select(row => (long)row.Prompt).ToArray();
        return _recording.Stream(layer).index_select(0, tensor(prompts, device: _model.Device));
    }

    private void Check(IReadOnlyList<Ablation> ablations, IReadOnlyList<ReplacementSource>? sources)
    {
        ArgumentNullException.ThrowIfNull(ablations);
        ObjectDisposedException.ThrowIf(_disposed, this);
        _model.ThrowIfDisposed();
        RefuseHooks(_model);
        foreach (var ablation in ablations)
            AblationScope.RequireSources(ablation, sources ?? []);
    }

    private static void RefuseHooks(HookedTransformer model)
    {
        if (model.IsHooked)
            throw new InvalidOperationException("The model has hooks, which a replay would not see: dispose their scopes first, or run in full.");
    }
}
