using System.Runtime.CompilerServices;

namespace Interp.Models.Checkpoints.Gguf;

/// <summary>A block-quantised type.</summary>
/// <param name="Elements">Values a block.</param>
/// <param name="Bytes">Bytes a block.</param>
/// <param name="DecodeBlock">Turns one block into its values, float32, rounded as ggml's own code does.</param>
internal sealed record BlockFormat(int Elements, int Bytes, BlockDecoder DecodeBlock)
{
    /// <summary>Decodes consecutive blocks.</summary>
    [MethodImpl(Quants.Hot)]
    public void Decode(ReadOnlySpan<byte> blocks, Span<float> values)
    {
        for (; blocks.Length > 0; blocks = blocks[Bytes..], values = values[Elements..])
            DecodeBlock(blocks[..Bytes], values[..Elements]);
    }
}
