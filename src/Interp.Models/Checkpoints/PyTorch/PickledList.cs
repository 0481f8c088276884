namespace Interp.Models.Checkpoints.PyTorch;

/// <summary>A list of a pickle.</summary>
internal sealed class PickledList
{
    public List<object?> Items { get; } = [];
}
