using System.Globalization;
using Interp.Core.LinearLenses;
using Interp.Models.Checkpoints;
using static TorchSharp.torch;

namespace Interp.Models.Lenses;

/// <summary>Where a training of a tuned lens stands, as a safetensors file: a later run goes on from there to the same bytes.</summary>
public static class TunedLensCheckpoint
{
    private const string StepKey = "interp.step";
    private const string FingerprintKey = "interp.training";

    /// <summary>Writes where a training stands.</summary>
    /// <param name="path">The file; an older one is replaced, and appears whole or not at all.</param>
    /// <param name="training">The training; stays the caller's.</param>
    public static void Save(string path, TunedLensTraining training)
    {
        ArgumentNullException.ThrowIfNull(training);
        SafetensorsWriter.Write(path, training.State, new Dictionary<string, string>
        {
            [StepKey] = training.Step.ToString(CultureInfo.InvariantCulture),
            [FingerprintKey] = training.Fingerprint,
        });
    }

    /// <summary>Puts a new training where another one stood.</summary>
    /// <param name="path">The file.</param>
    /// <param name="training">A training of the same model, texts and options.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, or of another training.</exception>
    public static void Restore(string path, TunedLensTraining training)
    {
        ArgumentNullException.ThrowIfNull(training);
        using var file = SafetensorsFile.Open(path, CheckpointOptions.Default with { Map = false });
        if (!file.Metadata.TryGetValue(FingerprintKey, out var fingerprint) || !file.Metadata.TryGetValue(StepKey, out var text) || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var step))
            throw Malformed.File(path, $"it does not say where a training stands (metadata {StepKey}, {FingerprintKey}): it is no file of {nameof(TunedLensCheckpoint)}");
        if (fingerprint != training.Fingerprint)
            throw Malformed.File(path, "it is of a training with another model, other texts or other options; give the same ones, or delete it to begin anew");
        using var scope = NewDisposeScope();
        try
        {
            training.Restore(step, file.Entries.Keys.ToDictionary(name => name, file.Read));
        }
        catch (ArgumentException e)
        {
            throw Malformed.File(path, e.Message.TrimEnd('.'), e);
        }
    }
}
