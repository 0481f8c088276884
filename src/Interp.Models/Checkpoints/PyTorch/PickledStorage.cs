namespace Interp.Models.Checkpoints.PyTorch;

/// <summary>A pickle's reference to a storage.</summary>
/// <param name="Type">Type of its elements.</param>
/// <param name="Key">Name of the archive's entry that holds it.</param>
/// <param name="Count">Number of its elements.</param>
internal sealed record PickledStorage(StoredType Type, string Key, long Count);
