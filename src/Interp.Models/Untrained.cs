using System.Collections.Immutable;
using Interp.Core.Transformer;
using Interp.Models.Architectures;
using static TorchSharp.torch;

namespace Interp.Models;

/// <summary>Makes models of every architecture with weights of the caller's own: to train them, or to build what a test needs.</summary>
public static class Untrained
{
    /// <summary>Builds the model that a folder describes.</summary>
    /// <param name="folder">A folder in Hugging Face's layout, whose config.json and tokenizer are read; it needs no weights.</param>
    /// <param name="weight">
    /// Makes a weight, given its name in a checkpoint and its shape. The tensor becomes the model's, which frees it and computes with it, or with a
    /// view of it (GPT-2 stores matrices the other way round): to train, ask <see cref="HookedTransformer.Weights"/> for gradients;
    /// its dtype and device must be those of the options. What is written to safetensors under these names
    /// (<see cref="Checkpoints.SafetensorsWriter"/>) beside the folder's files is a model that <see cref="Pretrained.Load"/> reads.
    /// </param>
    /// <param name="options">Null for <see cref="PretrainedOptions.Default"/>.</param>
    /// <returns>The model; the caller owns it.</returns>
    /// <exception cref="FileNotFoundException">The folder has no config.json.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or of an unknown architecture.</exception>
    /// <exception cref="ArgumentException">A weight of another shape, dtype or device than asked for.</exception>
    public static HookedTransformer Create(string folder, Func<string, ImmutableArray<long>, Tensor> weight, PretrainedOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        ArgumentNullException.ThrowIfNull(weight);
        options ??= PretrainedOptions.Default;
        options.Check();
        var (recipe, tokenizer) = Pretrained.ReadFolder(folder, options);
        return ModelBuilder.Build(recipe, new GivenWeights(weight), tokenizer, options);
    }

    private sealed class GivenWeights(Func<string, ImmutableArray<long>, Tensor> weight) : IWeightSource
    {
        public string Name => "the caller's weights";

        public bool IsGguf => false;

        // Recipes ask only for the optional names of other generations of files.
        public bool Has(string name) => false;

        public Tensor Read(string name, ReadOnlySpan<long> shape, ScalarType dtype, Device device)
        {
            var tensor = weight(name, [.. shape]);
            return tensor.shape.AsSpan().SequenceEqual(shape) && tensor.dtype == dtype && tensor.device.type == device.type
                ? tensor
                : throw new ArgumentException(
                    $"Weight {name} was asked for as [{string.Join(", ", shape.ToArray())}] {dtype} on {device}, "
                    + $"and is [{string.Join(", ", tensor.shape)}] {tensor.dtype} on {tensor.device}.", nameof(name));
        }

        public Tensor ReadTurned(string name, long rows, long columns, ScalarType dtype, Device device) => Read(name, [columns, rows], dtype, device).t();

        public IEnumerable<string> Unread() => [];
    }
}
