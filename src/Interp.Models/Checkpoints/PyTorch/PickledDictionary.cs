namespace Interp.Models.Checkpoints.PyTorch;

/// <summary>A dictionary of a pickle, plain or ordered: its pairs as they were set.</summary>
internal sealed class PickledDictionary
{
    public List<KeyValuePair<object, object?>> Pairs { get; } = [];
}
