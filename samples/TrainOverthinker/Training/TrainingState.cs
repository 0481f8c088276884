using System.Globalization;
using System.Text.Json;
using Interp.Models.Checkpoints;
using static TorchSharp.torch;

namespace Interp.Samples.TrainOverthinker.Training;

/// <summary>How far a run is; with the weights and the optimiser's state all that a later one needs.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Stage">Stage of the curriculum.</param>
/// <param name="ConflictSince">Step at which the last stage began; null before.</param>
/// <param name="Copied">Running share of repeated labels that were predicted in letter sequences.</param>
internal sealed record TrainingState(int Step, int Stage, int? ConflictSince, double Copied)
{
    private const string Key = "training_state";

    /// <summary>Before the first step.</summary>
    public static TrainingState Start { get; } = new(0, 0, null, 0);

    /// <summary>Writes a checkpoint; an older one is replaced.</summary>
    public void Write(string path, Recipe recipe, IReadOnlyDictionary<string, Tensor> weights, AdamW optimizer)
    {
        var tensors = weights.Concat(optimizer.State).ToDictionary(pair => pair.Key, pair => pair.Value);
        SafetensorsWriter.Write(path, tensors, new Dictionary<string, string> { [Key] = JsonSerializer.Serialize(this), ["recipe"] = JsonSerializer.Serialize(recipe) });
    }

    /// <summary>Reads a checkpoint into the weights and the optimiser.</summary>
    /// <exception cref="InvalidDataException">The checkpoint is another recipe's.</exception>
    public static TrainingState Read(string path, Recipe recipe, IReadOnlyDictionary<string, Tensor> weights, AdamW optimizer)
    {
        using var file = SafetensorsFile.Open(path);
        if (file.Metadata.GetValueOrDefault("recipe") != JsonSerializer.Serialize(recipe))
            throw new InvalidDataException($"{path} is a checkpoint of another recipe: give another --out, or delete it to begin anew.");

        using var none = no_grad();
        foreach (var (name, tensor) in weights.Concat(optimizer.State))
        {
            using var stored = file.Read(name);
            tensor.copy_(stored);
        }

        return JsonSerializer.Deserialize<TrainingState>(file.Metadata[Key])!;
    }

    /// <summary>How a model was made, by its checkpoint.</summary>
    /// <exception cref="InvalidDataException">The file is no checkpoint.</exception>
    public static (Recipe Recipe, TrainingState State) Read(string path)
    {
        using var file = SafetensorsFile.Open(path);
        return file.Metadata.TryGetValue("recipe", out var recipe) && file.Metadata.TryGetValue(Key, out var state)
            ? (JsonSerializer.Deserialize<Recipe>(recipe)!, JsonSerializer.Deserialize<TrainingState>(state)!)
            : throw new InvalidDataException($"{path} is no checkpoint of a training run.");
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"step {Step}, stage {Stage + 1}, copied {Copied:0.00}");
}
