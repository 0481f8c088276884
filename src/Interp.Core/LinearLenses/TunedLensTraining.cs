using System.Collections.Immutable;
using Interp.Core.Lens;
using Interp.Core.Sweeps;
using Interp.Core.Tokens;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.LinearLenses;

/// <summary>
/// Trains a tuned lens: for each state an affine map whose reading comes as near as it can to what the model says in the
/// end (Belrose et al. 2023). The loss is KL(final || lens) over the whole vocabulary, the mean over tokens.
/// </summary>
/// <remarks>
/// The model runs once, at the start; its states are kept. Owns them, the maps and the optimiser until disposed; the model
/// must outlive it. Hooks and ablations that are in force at the start are in the states.
/// </remarks>
/// <example><code>
/// using var training = TunedLensTraining.Of(model, texts);
/// training.Run();
/// using var lens = training.Lens();
/// </code></example>
public sealed class TunedLensTraining : IDisposable
{
    private readonly HookedTransformer _model;
    private readonly StreamReader _streams;
    private readonly TokenOrder _order;
    private readonly TrainedState[] _states;
    private readonly LinearLens _lens;
    private readonly LinearLensReadout _readout;

    private TunedLensTraining(HookedTransformer model, StreamReader streams, TextSplit split, TunedLensOptions options, string fingerprint)
    {
        (_model, _streams, Options, Split, Fingerprint) = (model, streams, options, split, fingerprint);
        _order = new TokenOrder([.. split.Trained.SelectMany(streams.RowsOf)], options);
        var dtype = model.Dtype == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        _states = [.. Enumerable.Range(0, model.Info.Layers).Select(_ => new TrainedState(model.Info.DModel, dtype, model.LastDevice))];
        _lens = new LinearLens(LinearLensKind.Tuned, _states.Index().ToDictionary(one => one.Index, one => one.Item.Map));
        _readout = new LinearLensReadout(model, _lens);
    }

    /// <summary>How it trains.</summary>
    public TunedLensOptions Options { get; }

    /// <summary>Which texts are trained on and which are held out.</summary>
    public TextSplit Split { get; }

    /// <summary>Steps done.</summary>
    public int Step { get; private set; }

    /// <summary>What it is of: options, texts, sizes and some of the weights. Trainings that can go on from each other have the same one.</summary>
    public string Fingerprint { get; }

    /// <summary>Runs the model on the texts and makes a lens that changes nothing yet.</summary>
    /// <param name="model">The model.</param>
    /// <param name="texts">At least two: <c>model.Batch("…").Sequences</c>, or prompts.</param>
    /// <param name="options">Null for <see cref="TunedLensOptions.Default"/>.</param>
    /// <param name="sweep">How the texts are run; null for the default.</param>
    /// <returns>The training; the caller owns it.</returns>
    /// <exception cref="ArgumentException">Less than two texts, options that make no training, or states that take more memory than allowed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled while the model ran.</exception>
    public static TunedLensTraining Of(HookedTransformer model, IReadOnlyList<IMarkedTokens> texts, TunedLensOptions? options = null, SweepOptions? sweep = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(texts);
        options ??= TunedLensOptions.Default;
        options.Check();
        var split = TextSplit.Of(texts.Count, options.HeldOut, options.Seed);
        var streams = new StreamReader(options.Positions, options.StreamBytes);
        try
        {
            Sweep.Run(model, texts, [streams], sweep);
            return new TunedLensTraining(model, streams, split, options, TrainingFingerprint.Of(model, texts, options));
        }
        catch
        {
            streams.Dispose();
            throw;
        }
    }

    /// <summary>Trains up to a step.</summary>
    /// <param name="until">The step after which it stops; null for the last one.</param>
    /// <param name="progress">Told of each step, on the thread that runs.</param>
    /// <param name="cancellation">Ends it between two steps, of which none is lost: <see cref="Run"/> goes on from there.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <exception cref="InvalidOperationException">The loss is no number any more: the learning rate is too high.</exception>
    public void Run(int? until = null, IProgress<TunedLensProgress>? progress = null, CancellationToken cancellation = default)
    {
        for (var last = Math.Min(until ?? Options.Steps, Options.Steps); Step < last;)
        {
            cancellation.ThrowIfCancellationRequested();
            var losses = MakeStep(Step + 1);
            Step++;
            progress?.Report(new TunedLensProgress(Step, Options.Steps, losses));
        }
    }

    /// <summary>The lens as it is now.</summary>
    /// <returns>A copy; the caller owns it.</returns>
    public LinearLens Lens()
    {
        using var none = no_grad();
        return new LinearLens(LinearLensKind.Tuned, _states.Index().ToDictionary(one => one.Index, one => new StateMap(Copy(one.Item.Map.Weight), Copy(one.Item.Map.Bias!))));
    }

    /// <summary>How near the logit lens, and the lens as it is now, come to the model on the texts held out.</summary>
    public HeldOutDivergence HeldOut() => new(
        Split.HeldOut,
        LensDivergence.Of(_model, _streams, Split.HeldOut, new LogitLensReadout(_model), Options.BatchTokens),
        LensDivergence.Of(_model, _streams, Split.HeldOut, _readout, Options.BatchTokens));

    /// <summary>Frees states, maps and optimiser.</summary>
    public void Dispose()
    {
        _streams.Dispose();
        foreach (var state in _states)
            state.Dispose();
    }

    /// <summary>All that a later run needs to go on beside <see cref="Step"/>, by name; the training's own.</summary>
    public IReadOnlyDictionary<string, Tensor> State =>
        _states.Index().SelectMany(one => one.Item.Tensors.Select(tensor => (Name: $"{one.Index}.{tensor.Name}", tensor.Tensor))).ToDictionary(pair => pair.Name, pair => pair.Tensor);

    /// <summary>Goes on from where another run was.</summary>
    /// <param name="step">Its <see cref="Step"/>.</param>
    /// <param name="state">Its <see cref="State"/>; copied.</param>
    /// <exception cref="ArgumentException">A step beyond the last, or tensors of other names or shapes.</exception>
    public void Restore(int step, IReadOnlyDictionary<string, Tensor> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(step, Options.Steps);
        var own = State;
        foreach (var (name, tensor) in own)
        {
            if (!state.TryGetValue(name, out var stored) || !stored.shape.SequenceEqual(tensor.shape) || stored.dtype != tensor.dtype)
                throw new ArgumentException($"The state has no tensor '{name}' of {tensor.dtype} [{string.Join(", ", tensor.shape)}]: it is of another training.", nameof(state));
        }

        using var none = no_grad();
        foreach (var (name, tensor) in own)
            tensor.copy_(state[name]);
        Step = step;
    }

    private ImmutableArray<double> MakeStep(int step)
    {
        using var scope = NewDisposeScope();
        using var gradients = enable_grad();
        var rows = tensor(_order.RowsOf(step), device: _model.LastDevice);
        var final = LensDivergence.FinalOf(_model, _streams, rows);
        var losses = new double[_states.Length];
        for (var state = 0; state < _states.Length; state++)
        {
            using var inner = NewDisposeScope();
            var loss = LensDivergence.Of(final, LensDivergence.LogProbabilities(_readout, _streams.At(state).index_select(0, rows), state)).mean();
            losses[state] = loss.detach().to(float64).item<double>();
            if (!double.IsFinite(losses[state]))
                throw new InvalidOperationException($"At step {step} the loss of state {state} is {losses[state]}: the training diverged, or the model's states are no numbers. Lower {nameof(TunedLensOptions.LearningRate)} ({Options.LearningRate}).");
            _states[state].Step(loss, step, Options.RateAt(step), Options.WeightDecay);
        }

        return [.. losses];
    }

    private static Tensor Copy(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().clone().DetachFromDisposeScope();
    }
}
