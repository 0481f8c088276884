namespace Interp.Models.Checkpoints.Gguf;

/// <summary>Turns one block into its values.</summary>
/// <param name="block">The block's bytes.</param>
/// <param name="values">Where its values go, as many as a block of the format has.</param>
internal delegate void BlockDecoder(ReadOnlySpan<byte> block, Span<float> values);
