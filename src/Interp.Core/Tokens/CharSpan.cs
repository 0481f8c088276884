namespace Interp.Core.Tokens;

/// <summary>A half-open range of UTF-16 characters, [<paramref name="Start"/>, <paramref name="End"/>).</summary>
/// <param name="Start">First character.</param>
/// <param name="End">One past the last character.</param>
public readonly record struct CharSpan(int Start, int End);
