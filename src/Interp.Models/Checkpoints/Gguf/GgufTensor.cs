namespace Interp.Models.Checkpoints.Gguf;

/// <summary>One line of the tensor table.</summary>
/// <param name="Entry">Name, type and shape.</param>
/// <param name="Offset">First byte, counted from the start of the file.</param>
/// <param name="Length">Bytes.</param>
internal sealed record GgufTensor(CheckpointEntry Entry, long Offset, long Length);
