namespace Interp.Models;

/// <summary>How far the loading of a model's weights is.</summary>
/// <param name="Tensor">The tensor that was read last, as the file names it; null at the end.</param>
/// <param name="Bytes">Bytes of the tensors that were read or mapped, as the file stores them.</param>
/// <param name="Total">Bytes of all tensors of the model's files. At the end <paramref name="Bytes"/> is as many, even if some of them hold no weights and were not read.</param>
public readonly record struct LoadProgress(string? Tensor, long Bytes, long Total);
