using System.Collections.Immutable;
using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Lens;
using Interp.Core.Tokens;
using Interp.Core.Transformer;
using Interp.Core.Transformer.Placement;
using static TorchSharp.torch;

namespace Interp.Core.LinearLenses;

/// <summary>
/// Computes a Jacobian lens: how the last state of the stream moves, on average, where an earlier one moves. J of a state
/// is the mean over texts of the mean over source tokens of the sum, over the source token and all later ones, of
/// d last state at the target token / d state at the source token ("Verbalizable Representations Form a Global Workspace in
/// Language Models", 2026, and its reference implementation jlens). The last state is taken before the final norm.
/// </summary>
public static class JacobianLens
{
    /// <summary>Computes it, with one forward and d_model / <see cref="JacobianLensOptions.RowsAtOnce"/> backward passes a text.</summary>
    /// <param name="model">The model; hooks and ablations in force are part of what is differentiated.</param>
    /// <param name="texts">The texts, all of the same weight.</param>
    /// <param name="options">Null for <see cref="JacobianLensOptions.Default"/>.</param>
    /// <returns>The lens; the caller owns it.</returns>
    /// <exception cref="ArgumentException">No texts, one that is too short, or options that make no sense for the model.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static LinearLens Compute(HookedTransformer model, IReadOnlyList<IMarkedTokens> texts, JacobianLensOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(texts);
        options ??= JacobianLensOptions.Default;
        var states = options.StatesOf(model.Info.Layers);
        Check(texts, options.SkipFirst);

        using var scope = NewDisposeScope();
        var dtype = model.Dtype == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        var sums = states.ToDictionary(state => state, _ => zeros(model.Info.DModel, model.Info.DModel, dtype: dtype, device: model.LastDevice));
        for (var text = 0; text < texts.Count; text++)
        {
            Add(model, Batch.Of(texts, Enumerable.Repeat(text, Math.Min(options.RowsAtOnce, model.Info.DModel))), sums, options);
            options.Progress?.Report(text + 1);
        }

        return new LinearLens(LinearLensKind.Jacobian, sums.ToDictionary(sum => sum.Key, sum => new StateMap(sum.Value.Times(1.0 / texts.Count).DetachFromDisposeScope())));
    }

    /// <summary>Adds the Jacobians of one text.</summary>
    /// <param name="model">The model.</param>
    /// <param name="batch">The text, as many times as rows are computed at once.</param>
    /// <param name="sums">By state, [out, in].</param>
    /// <param name="options">Which tokens, and how.</param>
    private static void Add(HookedTransformer model, Batch batch, Dictionary<int, Tensor> sums, JacobianLensOptions options)
    {
        using var scope = NewDisposeScope();
        using var gradients = enable_grad();
        int[] states = [.. sums.Keys.Order()];
        var streams = Streams(model, batch, [.. states, model.Info.Layers]);
        var last = streams[^1]; // [batch, pos, d_model]
        var (first, count) = (options.SkipFirst, batch.Width - 1 - options.SkipFirst);
        for (var dimension = 0; dimension < model.Info.DModel; dimension += batch.Size)
        {
            options.Cancellation.ThrowIfCancellationRequested();
            using var pass = NewDisposeScope();
            var rows = Math.Min(batch.Size, model.Info.DModel - dimension);
            var upstream = zeros_like(last);
            for (var row = 0; row < rows; row++)
                upstream[row].narrow(0, first, count).select(1, dimension + row).copy_(ones(count, dtype: last.dtype, device: last.device));
            var slopes = autograd.grad([last], [.. streams[..^1]], [upstream], retain_graph: dimension + batch.Size < model.Info.DModel);
            foreach (var (state, slope) in states.Zip(slopes))
            {
                var sum = sums[state];
                sum.narrow(0, dimension, rows).Accumulate(slope.narrow(0, 0, rows).narrow(1, first, count).On(sum.device).to(sum.dtype).mean([1L])); // [row, d_model]
            }
        }
    }

    /// <summary>The stream at some states of one pass, as nodes of one graph that begins at the first.</summary>
    private static Tensor[] Streams(HookedTransformer model, Batch batch, ImmutableArray<int> states)
    {
        var streams = new Tensor[states.Length];
        using var scope = NewDisposeScope();
        using (HookScope.Join(states.Index().Select(one => model.Hook(States.PointOf(one.Item), (x, _) => HookResult.Replace(streams[one.Index] = Follow(x).DetachFromDisposeScope())))))
            model.Run(batch);
        foreach (var stream in streams)
        {
            scope.Attach(stream);
            stream.MoveToOuterDisposeScope();
        }

        return streams;
    }

    private static Tensor Follow(Tensor x) => x.requires_grad ? x.alias() : x.detach().requires_grad_();

    private static void Check(IReadOnlyList<IMarkedTokens> texts, int skipFirst)
    {
        if (texts.Count == 0)
            throw new ArgumentException("There are no texts to average over.", nameof(texts));
        for (var text = 0; text < texts.Count; text++)
        {
            if (texts[text].Tokens.Length < skipFirst + 2)
            {
                throw new ArgumentException(
                    $"Text {text} has {texts[text].Tokens.Length} tokens; without the first {skipFirst} and the last one none is left. Give texts of {skipFirst + 2} tokens at least, or lower {nameof(JacobianLensOptions.SkipFirst)}.",
                    nameof(texts));
            }
        }
    }
}
