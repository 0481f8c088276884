using Interp.Core.LinearLenses;
using Interp.Core.Sweeps;
using Interp.Core.Tokens;
using Interp.Core.Transformer;

namespace Interp.Models.Lenses;

/// <summary>Trains a tuned lens into a folder, and goes on there when it was stopped.</summary>
public static class TunedLensRun
{
    private const string Checkpoint = "training.safetensors";

    /// <summary>Trains, or goes on training. When it is done the folder holds the lens, and no checkpoint any more.</summary>
    /// <param name="model">The model.</param>
    /// <param name="texts">The texts; at least two.</param>
    /// <param name="folder">Made where it is not there.</param>
    /// <param name="name">The model's name, as <see cref="TunedLensFolder.Save"/> writes it.</param>
    /// <param name="options">Null for <see cref="TunedLensOptions.Default"/>.</param>
    /// <param name="sweep">How the texts are run; its cancellation ends the training too.</param>
    /// <param name="progress">Told of each step.</param>
    /// <returns>How near the lens comes to the model on the texts held out.</returns>
    /// <exception cref="InvalidDataException">The folder holds the checkpoint of another training, or a damaged one.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the same call goes on from there, to the same bytes.</exception>
    public static HeldOutDivergence Train(
        HookedTransformer model, IReadOnlyList<IMarkedTokens> texts, string folder, string name, TunedLensOptions? options = null, SweepOptions? sweep = null, IProgress<TunedLensProgress>? progress = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        const int StepsBetween = 50;
        using var training = TunedLensTraining.Of(model, texts, options, sweep);
        Directory.CreateDirectory(folder);
        var checkpoint = Path.Combine(folder, Checkpoint);
        if (File.Exists(checkpoint))
            TunedLensCheckpoint.Restore(checkpoint, training);
        while (training.Step < training.Options.Steps)
        {
            try
            {
                training.Run(training.Step + StepsBetween, progress, sweep?.Cancellation ?? default);
            }
            catch (OperationCanceledException)
            {
                TunedLensCheckpoint.Save(checkpoint, training);
                throw;
            }

            TunedLensCheckpoint.Save(checkpoint, training);
        }

        using var lens = training.Lens();
        TunedLensFolder.Save(folder, lens, model, name);
        File.Delete(checkpoint);
        return training.HeldOut();
    }
}
