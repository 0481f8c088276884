using Interp.Core.Batches;
using Interp.Core.Diagnostics;
using Interp.Core.Hooks;
using Interp.Core.Tokens;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Sweeps;

/// <summary>
/// One pass over a set of prompts that serves any number of readers: each prompt goes through each block once, as far as
/// any reader wants, and nothing is computed that none wants.
/// </summary>
/// <example><code>
/// var lens = new LensReader(prompts.LabelTokens);
/// var attention = new LabelAttentionReader();
/// Sweep.Run(model, prompts.Prompts(PromptKind.False), [ lens, attention ]);
/// </code></example>
public static class Sweep
{
    /// <summary>Runs the prompts; the readers have their results afterwards.</summary>
    /// <param name="model">The model; its hooks and ablations stay in force, and readers see what they leave.</param>
    /// <param name="prompts">The set. What is said of prompts by index is said of this list.</param>
    /// <param name="readers">Who wants something; each for this sweep only.</param>
    /// <param name="options">How; null for <see cref="SweepOptions.Default"/>.</param>
    /// <exception cref="ArgumentException">No prompts or readers, a prompt longer than the context, a site that the model lacks, or what a reader refuses.</exception>
    /// <exception cref="InvalidOperationException">A mark that prompts do not have, or an intervention for other prompts than these.</exception>
    /// <exception cref="OperationCanceledException">Cancelled between two blocks.</exception>
    public static void Run(HookedTransformer model, IReadOnlyList<IMarkedTokens> prompts, IReadOnlyList<IReader> readers, SweepOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentNullException.ThrowIfNull(readers);
        model.ThrowIfDisposed();
        if (prompts.Count == 0)
            throw new ArgumentException("There are no prompts to run.", nameof(prompts));
        if (readers.Count == 0)
            throw new ArgumentException("There is no reader, so nobody wants anything.", nameof(readers));

        options ??= SweepOptions.Default;
        options.Check();
        var listeners = model.ListenersWith([.. readers.SelectMany(reader => reader.Wants(model, prompts))]);
        IRidingReader[] riding = [.. readers.OfType<IRidingReader>()];
        Batch[] batches = [.. Waves.Grouped(prompts, options).Select(group => Batch.Of(prompts, group))];
        Check(model, batches, listeners);

        using var activity = Telemetry.Source.StartActivity("sweep");
        activity?.SetTag("interp.architecture", model.Info.Architecture).SetTag("interp.prompts", prompts.Count).SetTag("interp.readers", readers.Count);
        using var noGrad = no_grad();
        var done = 0;
        foreach (var batchesOfWave in Waves.Of(batches, model, options))
        {
            using var wave = new Wave(
                [.. batchesOfWave.Select(batch => new Lazy<Pass>(() => model.Start(batch, null, listeners, [.. riding.Select(reader => reader.Rider(model, batch))])))], options);
            wave.Run();
            Telemetry.Prompts.Add(batchesOfWave.Sum(batch => batch.Size));
            Telemetry.Tokens.Add(batchesOfWave.Sum(batch => batch.Sequences.Sum(tokens => (long)tokens.Tokens.Length)));
            options.Progress?.Report(done += batchesOfWave.Sum(batch => batch.Size));
        }
    }

    /// <summary>All is checked for every batch before the first is run.</summary>
    private static void Check(HookedTransformer model, Batch[] batches, Listeners listeners)
    {
        foreach (var batch in batches)
        {
            model.Check(batch);
            foreach (var (_, listener) in listeners.All)
                listener.Check(batch);
        }
    }
}
