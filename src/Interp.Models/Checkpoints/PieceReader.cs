namespace Interp.Models.Checkpoints;

/// <summary>Writes consecutive elements of a tensor into memory.</summary>
/// <param name="first">Index of the first element.</param>
/// <param name="into">Where they go; as many bytes as there are elements to write.</param>
internal delegate void PieceReader(long first, Span<byte> into);
