namespace Interp.Core.Prompts;

/// <summary>A half-open range of token indices, [<paramref name="Start"/>, <paramref name="End"/>).</summary>
/// <param name="Start">First token.</param>
/// <param name="End">One past the last token.</param>
public readonly record struct TokenSpan(int Start, int End);
