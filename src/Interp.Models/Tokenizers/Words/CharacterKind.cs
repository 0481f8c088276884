namespace Interp.Models.Tokenizers.Words;

/// <summary>The character classes that pre-tokenizers tell apart.</summary>
internal enum CharacterKind
{
    /// <summary>Everything else: punctuation, symbols, marks, controls, unassigned. <c>[^\s\p{L}\p{N}]</c>.</summary>
    Other,

    /// <summary>Unicode general category L. <c>\p{L}</c>.</summary>
    Letter,

    /// <summary>Unicode general categories Nd, Nl and No. <c>\p{N}</c>.</summary>
    Number,

    /// <summary>Unicode property White_Space. <c>\s</c>.</summary>
    Space,
}
