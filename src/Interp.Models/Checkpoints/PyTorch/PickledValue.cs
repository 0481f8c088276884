using static TorchSharp.torch;

namespace Interp.Models.Checkpoints.PyTorch;

/// <summary>What is written into a pickle.</summary>
internal abstract record PickledValue
{
    /// <summary>Text.</summary>
    public sealed record Text(string Value) : PickledValue;

    /// <summary>A whole number.</summary>
    public sealed record Whole(int Value) : PickledValue;

    /// <summary>A list.</summary>
    public sealed record List(IReadOnlyList<PickledValue> Items) : PickledValue;

    /// <summary>A dictionary, in this order.</summary>
    public sealed record Map(IReadOnlyList<(PickledValue Key, PickledValue Value)> Pairs) : PickledValue;

    /// <summary>A tensor of real numbers; stays the caller's.</summary>
    public sealed record Numbers(Tensor Tensor) : PickledValue;
}
