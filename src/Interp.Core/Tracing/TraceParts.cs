using Interp.Core.Hooks;

namespace Interp.Core.Tracing;

/// <summary>Where the parts are.</summary>
internal static class TraceParts
{
    /// <summary>How many there are of a part in a model.</summary>
    public static int Count(TracePart part, int layers) => part == TracePart.State ? layers + 1 : layers;

    /// <summary>The blocks whose output is restored together: as many on each side of one, one more before where they do not come out even.</summary>
    public static Range Window(int layer, int window, int layers) => Math.Max(0, layer - window / 2)..Math.Min(layers, layer + (window + 1) / 2);

    /// <summary>Where a block's output is.</summary>
    public static HookPoint PointOf(TracePart part, int layer) => part switch
    {
        TracePart.Attention => HookPoint.AttnOut(layer),
        TracePart.Mlp => HookPoint.MlpOut(layer),
        _ => throw new ArgumentOutOfRangeException(nameof(part), part, "Attention and MLP are restored by block."),
    };
}
