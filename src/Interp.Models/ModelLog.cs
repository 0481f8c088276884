using Microsoft.Extensions.Logging;

namespace Interp.Models;

/// <summary>What loading tells the logger of its options; the event ids stay what they are.</summary>
internal static partial class ModelLog
{
    [LoggerMessage(201, LogLevel.Information, "Loading {Source}")]
    public static partial void Loading(this ILogger logger, ModelSource source);

    [LoggerMessage(202, LogLevel.Information, "Built {Architecture}: {Layers} {Blocks}, d_model {DModel}, {Dtype} on {Device}, {Tokenizer} tokenizer, in {Seconds:F1} s")]
    public static partial void Built(this ILogger logger, string architecture, int layers, string blocks, int dModel, TorchSharp.torch.ScalarType dtype, TorchSharp.torch.Device device, string tokenizer, double seconds);

    [LoggerMessage(203, LogLevel.Information, "Rounded to {Dtype}, which has fewer significant bits: weights stored as {Types}")]
    public static partial void Rounded(this ILogger logger, TorchSharp.torch.ScalarType dtype, string types);

    [LoggerMessage(204, LogLevel.Information, "{Devices}")]
    public static partial void Placed(this ILogger logger, Interp.Core.Transformer.Placement.DevicePlan devices);
}
