using static TorchSharp.torch;

namespace Interp.Core.Hooks;

/// <summary>What a hook decides: keep the activation, replace it, or stop the forward pass.</summary>
public readonly record struct HookResult
{
    private HookResult(Tensor? replacement, bool stops)
    {
        Replacement = replacement;
        Stops = stops;
    }

    /// <summary>Go on with the activation as it is.</summary>
    public static HookResult Keep => default;

    /// <summary>End the forward pass here; nothing later is computed. Other listeners of the same point are still called.</summary>
    public static HookResult Stop { get; } = new(null, stops: true);

    internal Tensor? Replacement { get; }

    internal bool Stops { get; }

    /// <summary>Go on with another tensor.</summary>
    /// <param name="activation">Same shape, dtype and device as the activation it replaces.</param>
    public static HookResult Replace(Tensor activation)
    {
        ArgumentNullException.ThrowIfNull(activation);
        return new(activation, stops: false);
    }
}
