using System.Buffers;
using System.Text;

namespace Interp.Models.Tokenizers.Bpe;

/// <summary>Bytes of byte-level tokens, read as UTF-8; bytes that are none become U+FFFD.</summary>
internal sealed class ByteLevelDecoder(Vocabulary vocabulary) : TokenDecoder
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <inheritdoc/>
    public override void AddToken(int id)
    {
        string token = vocabulary.Tokens[id];
        var bytes = _bytes.GetSpan(token.Length);
        for (int i = 0; i < token.Length; i++)
        {
            if (!ByteAlphabet.TryGetByte(token[i], out bytes[i]))
            {
                // A token with any other character was never made of bytes; it stands for itself.
                AddText(token);
                return;
            }
        }
        _bytes.Advance(token.Length);
    }

    /// <inheritdoc/>
    public override void AddText(string text) => Encoding.UTF8.GetBytes(text, _bytes);

    /// <inheritdoc/>
    public override string Finish() => Encoding.UTF8.GetString(_bytes.WrittenSpan);
}
