using System.Collections.Immutable;

namespace Interp.Models.Tokenizers.Bpe;

/// <summary>The printable characters that stand for bytes in byte-level vocabularies (GPT-2, <c>bytes_to_unicode</c>).</summary>
/// <remarks>Printable Latin-1 stands for itself; the other 68 bytes are U+0100, U+0101, … in order.</remarks>
internal static class ByteAlphabet
{
    private const int FirstStandIn = 0x100;

    /// <summary>The character of each byte.</summary>
    public static ImmutableArray<char> Characters { get; } = MakeCharacters();

    private static readonly Dictionary<char, byte> _bytes =
        Enumerable.Range(0, 256).ToDictionary(value => Characters[value], value => (byte)value);

    /// <summary>The byte that a character stands for.</summary>
    public static bool TryGetByte(char character, out byte value) => _bytes.TryGetValue(character, out value);

    private static ImmutableArray<char> MakeCharacters()
    {
        int standIn = FirstStandIn;
        return [.. Enumerable.Range(0, 256).Select(value => StandsForItself(value) ? (char)value : (char)standIn++)];
    }

    private static bool StandsForItself(int value) => value is >= '!' and <= '~' or >= 0xA1 and <= 0xFF and not 0xAD;
}
