using System.Collections.Immutable;

namespace Interp.Models.Checkpoints.PyTorch;

/// <summary>A tensor of the archive, checked against the storage it lies in.</summary>
/// <param name="Entry">Name, type and shape.</param>
/// <param name="Offset">First byte in the file.</param>
/// <param name="Strides">Elements from one index to the next, by axis.</param>
/// <param name="Extent">Elements from the first to the last, both included.</param>
/// <param name="IsContiguous">Whether the elements lie one after the other in the order of the shape.</param>
internal sealed record PyTorchTensor(CheckpointEntry Entry, long Offset, ImmutableArray<long> Strides, long Extent, bool IsContiguous);
