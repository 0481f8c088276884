using System.Collections.Immutable;
using Interp.Core.Batches;
using Interp.Core.Lens;
using Interp.Core.Sweeps;
using Interp.Core.Tokens;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.LinearLenses;

/// <summary>How far what a lens says is from what the model says in the end: KL(final || lens) over the whole vocabulary, in nats.</summary>
public static class LensDivergence
{
    private const int RowsAtOnce = 512;

    /// <summary>Runs the model once and reads every state before the last.</summary>
    /// <param name="model">The model; its hooks, if any, stay in force.</param>
    /// <param name="texts">The texts; for a fair number none that the lens was made on.</param>
    /// <param name="readout">The lens: a <see cref="LinearLensReadout"/>, or a <see cref="LogitLensReadout"/>.</param>
    /// <param name="positions">Which tokens; null for all.</param>
    /// <param name="sweep">How the texts are run; null for the default.</param>
    /// <returns>By state and text the mean over its tokens.</returns>
    /// <exception cref="ArgumentException">A lens that cannot read some state, or states of more than 4 GiB.</exception>
    public static ImmutableArray<ImmutableArray<double>> Of(
        HookedTransformer model, IReadOnlyList<IMarkedTokens> texts, IReadout readout, Positions? positions = null, SweepOptions? sweep = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(readout);
        readout.Require([.. Enumerable.Range(0, model.Info.Layers)]);
        using var streams = new StreamReader(positions ?? Positions.All, TunedLensOptions.Default.StreamBytes);
        Sweep.Run(model, texts, [streams], sweep);
        return Of(model, streams, [.. Enumerable.Range(0, texts.Count)], readout, RowsAtOnce);
    }

    /// <summary>The same of states that were kept.</summary>
    internal static ImmutableArray<ImmutableArray<double>> Of(HookedTransformer model, StreamReader streams, ImmutableArray<int> texts, IReadout readout, int rowsAtOnce)
    {
        using var none = no_grad();
        var divergences = Enumerable.Range(0, model.Info.Layers).Select(_ => new double[texts.Length]).ToArray();
        foreach (var (place, text) in texts.Index())
        {
            long[] all = [.. streams.RowsOf(text)];
            foreach (var chunk in all.Chunk(rowsAtOnce))
            {
                using var scope = NewDisposeScope();
                var rows = tensor(chunk, device: model.LastDevice);
                var final = FinalOf(model, streams, rows);
                for (var state = 0; state < divergences.Length; state++)
                {
                    using var inner = NewDisposeScope();
                    divergences[state][place] += Of(final, LogProbabilities(readout, streams.At(state).index_select(0, rows), state)).to(float64).sum().item<double>() / all.Length;
                }
            }
        }

        return [.. divergences.Select(state => state.ToImmutableArray())];
    }

    /// <summary>What the model says in the end, [row, d_vocab], without gradients.</summary>
    internal static Tensor FinalOf(HookedTransformer model, StreamReader streams, Tensor rows)
    {
        using var none = no_grad();
        using var scope = NewDisposeScope();
        return LogProbabilities(new LogitLensReadout(model), streams.At(model.Info.Layers).index_select(0, rows), model.Info.Layers).MoveToOuterDisposeScope();
    }

    /// <summary>Log-probabilities of the vocabulary.</summary>
    /// <param name="readout">The lens.</param>
    /// <param name="stream">[row, d_model]</param>
    /// <param name="state">Which state it is.</param>
    /// <returns>[row, d_vocab], float32 at least.</returns>
    internal static Tensor LogProbabilities(IReadout readout, Tensor stream, int state)
    {
        using var scope = NewDisposeScope();
        var normalized = readout.Normalized(stream, state);
        var wide = normalized.dtype == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        return readout.Unembedding.Logits(normalized.to(wide)).log_softmax(-1).MoveToOuterDisposeScope();
    }

    /// <summary>The divergence of each row, [row].</summary>
    /// <param name="final">Log-probabilities of the model, [row, d_vocab].</param>
    /// <param name="lens">Those of the lens, [row, d_vocab].</param>
    internal static Tensor Of(Tensor final, Tensor lens)
    {
        using var scope = NewDisposeScope();
        return (final.exp() * (final - lens)).sum(-1).MoveToOuterDisposeScope();
    }
}
