using Interp.Core.Tokens;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Models.Architectures;

/// <summary>Turns a recipe and its weights into a model.</summary>
internal static class ModelBuilder
{
    /// <summary>Builds inside a scope, so that a failure halfway frees what was read, and takes the finished model out of it.</summary>
    /// <param name="recipe">The model's numbers.</param>
    /// <param name="weights">Its weights; stay the caller's.</param>
    /// <param name="tokenizer">Its tokenizer, or null.</param>
    /// <param name="options">Dtype, device and logger.</param>
    /// <returns>The model; the caller owns it.</returns>
    public static HookedTransformer Build(Recipe recipe, IWeightSource weights, ITokenizer? tokenizer, PretrainedOptions options)
    {
        var start = options.Clock.GetTimestamp();
        using var scope = NewDisposeScope();
        var reader = new WeightReader(weights, options.Dtype, options.Device ?? CPU);
        var model = recipe.Build(reader, tokenizer);
        if (!reader.IsFinished)
        {
            model.Dispose();
            throw new InvalidOperationException($"The recipe of {recipe.Info.Architecture} did not call {nameof(WeightReader)}.{nameof(WeightReader.Finish)}: a tensor that it has no place for would be left out in silence.");
        }

        foreach (var weight in model.Weights)
            weight.Tensor.DetachFromDisposeScope();
        var seconds = options.Clock.GetElapsedTime(start).TotalSeconds;
        ModelTelemetry.BuildSeconds.Record(seconds);
        options.Logger.Built(model.Info.Architecture, model.Info.Layers, model.Info.DModel, model.Dtype, model.Device, tokenizer is null ? "without" : "with its", seconds);
        return model;
    }
}
