namespace Interp.Models.Checkpoints;

/// <summary>Turns float32 into elements of another type, rounded to the nearest.</summary>
/// <param name="values">The values.</param>
/// <param name="stored">Where the elements go, one for each value.</param>
internal delegate void ValueEncoder(ReadOnlySpan<float> values, Span<byte> stored);
