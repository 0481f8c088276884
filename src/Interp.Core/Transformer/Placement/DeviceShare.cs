namespace Interp.Core.Transformer.Placement;

/// <summary>What one device holds.</summary>
/// <param name="Memory">The device.</param>
/// <param name="FirstBlock">The first of its blocks; the embedding is with block 0, final norm and unembedding with the last block.</param>
/// <param name="Blocks">How many.</param>
/// <param name="Bytes">Bytes of weights.</param>
public sealed record DeviceShare(DeviceMemory Memory, int FirstBlock, int Blocks, long Bytes)
{
    /// <summary>"cuda:0: blocks 0..21, 12.30 GiB"</summary>
    public override string ToString() =>
        $"{Memory.Device}: blocks {FirstBlock}..{FirstBlock + Blocks - 1}, {DeviceMemory.Text(Bytes)}{(Memory.Bytes is { } most ? $" of {DeviceMemory.Text(most)}" : "")}";
}
