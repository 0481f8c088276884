namespace Interp.Models.Checkpoints.Gguf;

/// <summary>A block-quantised type.</summary>
/// <param name="Elements">Values a block.</param>
/// <param name="Bytes">Bytes a block.</param>
/// <param name="Decode">Turns one block into its values, float32, rounded as ggml's own code does.</param>
internal sealed record BlockFormat(int Elements, int Bytes, BlockDecoder Decode);
