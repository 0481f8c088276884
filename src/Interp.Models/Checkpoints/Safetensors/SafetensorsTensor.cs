namespace Interp.Models.Checkpoints.Safetensors;

/// <summary>One line of the header.</summary>
/// <param name="Entry">Name, type and shape.</param>
/// <param name="Start">First byte, counted from the start of the data.</param>
/// <param name="End">One past the last byte.</param>
internal sealed record SafetensorsTensor(CheckpointEntry Entry, long Start, long End);
