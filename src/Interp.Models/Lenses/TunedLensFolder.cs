using Interp.Core.LinearLenses;
using Interp.Core.Transformer;
using Interp.Models.Checkpoints;
using Interp.Models.Checkpoints.PyTorch;
using static TorchSharp.torch;

namespace Interp.Models.Lenses;

/// <summary>
/// Folders of the Python package tuned-lens: <c>config.json</c>, which names the model, and <c>params.pt</c> with
/// <c>0.weight</c>, <c>0.bias</c>, … Its layer l reads what enters block l, which is state l; the last state needs no map.
/// </summary>
public static class TunedLensFolder
{
    private const string ConfigFile = "config.json";
    private const string ParametersFile = "params.pt";

    /// <summary>The files of a folder.</summary>
    internal static string[] FilesOf(string folder) => [Path.Combine(folder, ConfigFile), Path.Combine(folder, ParametersFile)];

    /// <summary>Reads a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="model">The model that the lens is for.</param>
    /// <param name="weights">Whether it must be the one that it was made for.</param>
    /// <returns>The lens, on the device where the model's unembedding is; the caller owns it.</returns>
    /// <exception cref="FileNotFoundException">A file of the folder is missing.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, calls for anything but tensors, holds numbers that are not finite, or is of another model.</exception>
    public static LinearLens Load(string folder, HookedTransformer model, LensWeights weights = LensWeights.Same)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(model);
        var config = TunedLensConfig.Read(Path.Combine(folder, ConfigFile));
        new LensOrigin(Path.Combine(folder, ConfigFile), config.DModel, config.Layers, config.DVocab, config.UnembedHash).Require(model, weights);
        var path = Path.Combine(folder, ParametersFile);
        using var file = PyTorchBinFile.Open(path, CheckpointOptions.Default with { Map = false });
        var names = Enumerable.Range(0, config.Layers).SelectMany(layer => config.HasBias ? new[] { $"{layer}.weight", $"{layer}.bias" } : [$"{layer}.weight"]).ToHashSet();
        if (file.Entries.Keys.FirstOrDefault(name => !names.Contains(name)) is { } strange)
            throw Malformed.File(path, $"tensor {Malformed.Quote(strange)} is not among 0.weight{(config.HasBias ? ", 0.bias" : "")} .. {names.Last()}, which config.json calls for");

        using var scope = NewDisposeScope();
        var maps = Enumerable.Range(0, config.Layers).ToDictionary(layer => layer, layer => new StateMap(
            LensTensors.Read(file, $"{layer}.weight", [config.DModel, config.DModel], model.LastDevice),
            config.HasBias ? LensTensors.Read(file, $"{layer}.bias", [config.DModel], model.LastDevice) : null));
        return new LensOrigin(path, config.DModel, null, null, null).Lens(LinearLensKind.Tuned, LensTensors.Keep(maps));
    }

    /// <summary>Writes a folder that the package reads.</summary>
    /// <param name="folder">Made where it is not there; a lens in it is replaced.</param>
    /// <param name="lens">A tuned lens with a map of every state before the last; stays the caller's.</param>
    /// <param name="model">The model that it is for.</param>
    /// <param name="name">The model's name, as the package would load it: "EleutherAI/pythia-410m".</param>
    /// <exception cref="ArgumentException">A lens of another kind, of another model, or that lacks states.</exception>
    public static void Save(string folder, LinearLens lens, HookedTransformer model, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(lens);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(name);
        if (lens.Kind != LinearLensKind.Tuned || lens.DModel != model.Info.DModel || !lens.States.SequenceEqual(Enumerable.Range(0, model.Info.Layers)))
            throw new ArgumentException($"A tuned lens of width {model.Info.DModel} with states 0..{model.Info.Layers - 1} is written; this is a {lens.Kind} lens of width {lens.DModel} with states {string.Join(", ", lens.States)}.", nameof(lens));
        var hasBias = lens.States.All(state => lens[state].Bias is not null);
        if (!hasBias && lens.States.Any(state => lens[state].Bias is not null))
            throw new ArgumentException("Some maps have a bias and some none; the package knows lenses with biases or without.", nameof(lens));

        var config = new TunedLensConfig { BaseModel = name, DModel = lens.DModel, Layers = model.Info.Layers, HasBias = hasBias, UnembedHash = UnembeddingHash.Of(model) };
        var parameters = new PickledValue.Map([.. lens.States.SelectMany(state => Values(state, lens[state]))]);
        Directory.CreateDirectory(folder);
        File.Delete(Path.Combine(folder, ConfigFile)); // Without it the folder is no lens, while the other file is not there yet.
        PyTorchWriter.Write(Path.Combine(folder, ParametersFile), parameters);
        WholeFile.Write(Path.Combine(folder, ConfigFile), stream => stream.Write(config.ToJson()));
    }

    private static IEnumerable<(PickledValue, PickledValue)> Values(int state, StateMap map)
    {
        yield return (new PickledValue.Text($"{state}.weight"), new PickledValue.Numbers(map.Weight));
        if (map.Bias is { } bias)
            yield return (new PickledValue.Text($"{state}.bias"), new PickledValue.Numbers(bias));
    }
}
