using Interp.Core.LinearLenses;
using Interp.Core.Transformer;
using Interp.Models.Checkpoints;
using Interp.Models.Checkpoints.PyTorch;
using static TorchSharp.torch;

namespace Interp.Models.Lenses;

/// <summary>
/// Files of Jacobian lenses as the reference implementation, jlens, keeps them: <c>torch.save</c> of a dictionary with J,
/// from layer to matrix, source_layers, d_model and n_prompts. Its layer l is what block l leaves, which is state l + 1.
/// </summary>
public static class JacobianLensFile
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="model">The model that the lens is for.</param>
    /// <param name="weights">Whether it must be the one that it was made for, where the file says so: jlens's own files know the width alone.</param>
    /// <returns>The lens, on the device where the model's unembedding is; the caller owns it. Files of others have no map of state 0.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is damaged, calls for anything but tensors, holds numbers that are not finite, or is of another model.</exception>
    public static LinearLens Load(string path, HookedTransformer model, LensWeights weights = LensWeights.Same)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(model);
        JacobianLensContent? content = null;
        using var file = PyTorchBinFile.Open(path, CheckpointOptions.Default with { Map = false }, root => (content = JacobianLensContent.Of(root, path)).Tensors);
        var (layers, hasEmbedding, origin, _) = content!;
        origin.Require(model, weights);
        if (layers[^1] >= model.Info.Layers)
            throw Malformed.File(path, $"the lens was made for another model: it has layer {layers[^1]}, the model's are 0..{model.Info.Layers - 1}");

        using var scope = NewDisposeScope();
        StateMap Read(string name) => new(LensTensors.Read(file, name, [origin.DModel, origin.DModel], model.LastDevice));
        var maps = layers.ToDictionary(layer => layer + 1, layer => Read(JacobianLensContent.NameOf(layer)));
        if (hasEmbedding)
            maps.Add(0, Read(JacobianLensContent.Embedding));
        return origin.Lens(LinearLensKind.Jacobian, LensTensors.Keep(maps));
    }

    /// <summary>Writes a file that jlens reads; beside what it knows stand the map of state 0 and the model's sizes and hash, which it passes over.</summary>
    /// <param name="path">The file; replaced if it exists.</param>
    /// <param name="lens">A Jacobian lens with a map of some state after a block; stays the caller's.</param>
    /// <param name="model">The model that it is for.</param>
    /// <param name="texts">The number of texts that it is the mean of.</param>
    /// <exception cref="ArgumentException">A lens of another kind or model, or of state 0 alone.</exception>
    public static void Save(string path, LinearLens lens, HookedTransformer model, int texts)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(lens);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfLessThan(texts, 1);
        int[] layers = [.. lens.States.Where(state => state > 0).Select(state => state - 1)];
        if (lens.Kind != LinearLensKind.Jacobian || lens.DModel != model.Info.DModel || layers.Length == 0 || layers[^1] >= model.Info.Layers)
            throw new ArgumentException($"A Jacobian lens of width {model.Info.DModel} with some of the states 1..{model.Info.Layers} is written; this is a {lens.Kind} lens of width {lens.DModel} with states {string.Join(", ", lens.States)}.", nameof(lens));

        PyTorchWriter.Write(path, new PickledValue.Map(
        [
            (new PickledValue.Text("J"), new PickledValue.Map([.. layers.Select(layer => ((PickledValue)new PickledValue.Whole(layer), (PickledValue)new PickledValue.Numbers(lens[layer + 1].Weight)))])),
            Pair("n_prompts", new PickledValue.Whole(texts)),
            Pair("source_layers", new PickledValue.List([.. layers.Select(layer => new PickledValue.Whole(layer))])),
            Pair("d_model", new PickledValue.Whole(lens.DModel)),
            Pair("n_layers", new PickledValue.Whole(model.Info.Layers)),
            Pair("d_vocab", new PickledValue.Whole(model.Info.DVocab)),
            Pair("unembed_hash", new PickledValue.Text(UnembeddingHash.Of(model))),
            .. lens.States[0] == 0 ? [Pair(JacobianLensContent.Embedding, new PickledValue.Numbers(lens[0].Weight))] : Array.Empty<(PickledValue, PickledValue)>(),
        ]));
    }

    private static (PickledValue, PickledValue) Pair(string key, PickledValue value) => (new PickledValue.Text(key), value);
}
