namespace Interp.Models.Checkpoints.PyTorch;

/// <summary>A tensor as the pickle describes it; nothing of it has been checked but its kind.</summary>
/// <param name="Storage">Where its elements lie.</param>
/// <param name="Offset">Index of its first element there.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Strides">Elements from one index to the next, by axis.</param>
internal sealed record PickledTensor(PickledStorage Storage, long Offset, long[] Shape, long[] Strides);
