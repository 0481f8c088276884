using Interp.Core.LinearLenses;
using Interp.Core.Transformer;
using Interp.Models.Checkpoints;

namespace Interp.Models.Lenses;

/// <summary>What a file says of the model that its lens was made for; null where it does not say.</summary>
/// <param name="File">The file that says so.</param>
/// <param name="DModel">Width of the stream.</param>
/// <param name="Layers">Number of blocks.</param>
/// <param name="DVocab">Rows of the unembedding.</param>
/// <param name="Hash">Of the unembedding.</param>
internal sealed record LensOrigin(string File, int DModel, int? Layers, int? DVocab, string? Hash)
{
    /// <exception cref="InvalidDataException">The model is another one.</exception>
    public void Require(HookedTransformer model, LensWeights weights)
    {
        Require("d_model", DModel, model.Info.DModel);
        Require("number of layers", Layers, model.Info.Layers);
        Require("vocabulary", DVocab, model.Info.DVocab);
        if (weights == LensWeights.AnyOfTheSizes || string.IsNullOrEmpty(Hash) || UnembeddingHash.Of(model) is not { } own || own == Hash)
            return;
        throw Malformed.File(
            File, $"the lens was made for other weights: the hash of its model's unembedding is {Malformed.Quote(Hash)}, this model's ({model.Dtype}) is '{own}'. "
            + $"Load the model that it was made for, in float32; or say {nameof(LensWeights)}.{nameof(LensWeights.AnyOfTheSizes)}");
    }

    private void Require(string what, int? found, int expected)
    {
        if (found is { } number && number != expected)
            throw Malformed.File(File, $"the lens was made for another model: its {what} is {number}, the model's {expected}");
    }

    /// <summary>A lens of maps that were read.</summary>
    /// <exception cref="InvalidDataException">They make none: numbers that are not finite, or of different dtypes.</exception>
    public LinearLens Lens(LinearLensKind kind, IReadOnlyDictionary<int, StateMap> maps)
    {
        try
        {
            return new LinearLens(kind, maps);
        }
        catch (ArgumentException e)
        {
            foreach (var map in maps.Values)
            {
                map.Weight.Dispose();
                map.Bias?.Dispose();
            }

            throw Malformed.File(File, e.Message.TrimEnd('.'), e);
        }
    }
}
