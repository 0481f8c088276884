using CsCheck;

namespace Interp.Models.Tests.Tokenizers;

/// <summary>Random texts made of what tokenizers treat differently.</summary>
internal static class Texts
{
    private static readonly string[] _basic =
    [
        "the", " The", "ing", "a", "Z", " ", "  ", "   ", "\t", "\n", "\r\n", "\n\n", "'s", "'S", "'ll", "'VE", "'", "1", "23", "2026", ".",
        "...", ",", "!?", "(", "<", "</", "_", "\u00A0", "\u2003", "\u0085", "é", "ß", "Ⅷ", "²", "东京", "한국", "ا", "नमस्ते", "\u200B", "\uFFFD",
    ];

    private static readonly string[] _decomposed = ["e\u0301", "\u0301", "o\u0323\u0302", "\u1112\u1161\u11AB", "\u212B", "\u0958"];

    private static readonly string[] _astral = ["😀", "👩‍👩‍👧", "𝒳", "𝟙", "🏳️‍🌈", "𠮷", "\U00010450"];

    private static readonly string[] _special =
        ["<|endoftext|>", "<|padding|>", "<s>", "</s>", "<unk>", "<|im_start|>", "<|im_end|>", "assistant", "▁", "Ġ"];

    /// <summary>Texts of the basic plane, composed, without special tokens.</summary>
    public static Gen<string> Basic { get; } = Of(_basic);

    /// <summary>The same with characters of the other planes and with decomposed ones.</summary>
    public static Gen<string> Plain { get; } = Of([.. _basic, .. _decomposed, .. _astral]);

    /// <summary>The same with special tokens written out.</summary>
    public static Gen<string> Any { get; } = Of([.. _basic, .. _decomposed, .. _astral, .. _special]);

    private static Gen<string> Of(string[] parts) => Gen.Int[0, parts.Length - 1].Select(i => parts[i]).Array[0, 40].Select(chosen => string.Concat(chosen));
}
