namespace Interp.Models.Checkpoints.PyTorch;

/// <summary>A tuple of a pickle.</summary>
/// <param name="Items">Its items.</param>
internal sealed record PickledTuple(object?[] Items)
{
    public static PickledTuple Empty { get; } = new([]);
}
