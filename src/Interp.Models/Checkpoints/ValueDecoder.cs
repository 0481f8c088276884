namespace Interp.Models.Checkpoints;

/// <summary>Turns stored elements into float32.</summary>
/// <param name="stored">Their bytes.</param>
/// <param name="values">Where the values go, one for each element.</param>
internal delegate void ValueDecoder(ReadOnlySpan<byte> stored, Span<float> values);
