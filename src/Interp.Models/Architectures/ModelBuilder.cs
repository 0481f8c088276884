using Interp.Core.Products;
using Interp.Core.Tokens;
using Interp.Core.Transformer;
using Interp.Core.Transformer.Placement;
using static TorchSharp.torch;

namespace Interp.Models.Architectures;

/// <summary>Turns a recipe and its weights into a model.</summary>
internal static class ModelBuilder
{
    /// <summary>Builds inside a scope, so that a failure halfway frees what was read, and takes the finished model out of it.</summary>
    /// <param name="recipe">The model's numbers.</param>
    /// <param name="weights">Its weights; become the model's where it streams them, and are closed otherwise.</param>
    /// <param name="tokenizer">Its tokenizer, or null.</param>
    /// <param name="options">Dtype, device and logger.</param>
    /// <returns>The model; the caller owns it.</returns>
    /// <exception cref="InsufficientMemoryException">The weights are to be in memory, and do not fit.</exception>
    public static HookedTransformer Build(Recipe recipe, IWeightSource weights, ITokenizer? tokenizer, PretrainedOptions options)
    {
        HookedTransformer? model = null;
        try
        {
            return model = Read(recipe, weights, tokenizer, options, streams: WeightFit.Streams(weights, options));
        }
        finally
        {
            if (model is null || !model.Blocks.IsStreamed)
                weights.Dispose();
        }
    }

    /// <summary>Which device each part would be on; reads no weights.</summary>
    /// <param name="recipe">The model's numbers.</param>
    /// <param name="weights">Its weights; stay the caller's.</param>
    /// <param name="options">The map.</param>
    /// <exception cref="InsufficientMemoryException">A device would hold more than it may.</exception>
    public static DevicePlan Plan(Recipe recipe, IWeightSource weights, PretrainedOptions options)
    {
        using var scope = NewDisposeScope();
        var reader = WeightReader.Outline(weights, options.Dtype);
        using var outline = recipe.Build(reader, null);
        if (!reader.HasMadeBlocks)
            throw new InvalidOperationException($"The recipe of {recipe.Info.Architecture} reads all blocks at once, so that they cannot be dealt to devices: it has to make them with {nameof(WeightReader)}.{nameof(WeightReader.Blocks)}.");
        return (options.DeviceMap ?? DeviceMap.Even(new DeviceMemory(options.Device ?? CPU))).Plan(ModelBytes.Of(outline));
    }

    private static HookedTransformer Read(Recipe recipe, IWeightSource weights, ITokenizer? tokenizer, PretrainedOptions options, bool streams)
    {
        var start = options.Clock.GetTimestamp();
        using var scope = NewDisposeScope();
        var plan = options.DeviceMap is null ? null : Plan(recipe, weights, options);
        if (plan is not null)
            options.Logger.Placed(plan);
        var reader = new WeightReader(weights, options.Dtype, options.MatrixDtype(recipe.Info), plan is null ? PartDevices.All(options.Device ?? CPU) : PartDevices.By(plan), streams);
        var model = recipe.Build(reader, tokenizer);
        model.Routes = options.Routes ?? ProductRoutes.OfThisMachine();
        if (!reader.IsFinished)
        {
            model.Dispose();
            throw new InvalidOperationException($"The recipe of {recipe.Info.Architecture} did not call {nameof(WeightReader)}.{nameof(WeightReader.Finish)}: a tensor that it has no place for would be left out in silence.");
        }

        if (streams && !model.Blocks.IsStreamed)
        {
            model.Dispose();
            throw new InvalidOperationException($"The recipe of {recipe.Info.Architecture} reads all blocks at once, so that they cannot be streamed: it has to make them with {nameof(WeightReader)}.{nameof(WeightReader.Blocks)}.");
        }

        foreach (var weight in model.Blocks.IsStreamed ? model.OuterWeights : model.Weights)
            weight.Tensor.DetachFromDisposeScope();
        var seconds = options.Clock.GetElapsedTime(start).TotalSeconds;
        ModelTelemetry.BuildSeconds.Record(seconds);
        options.Logger.Built(model.Info.Architecture, model.Info.Layers, streams ? "streamed blocks" : "blocks", model.Info.DModel, model.Dtype, model.Device, tokenizer is null ? "without" : "with its", seconds);
        return model;
    }
}
