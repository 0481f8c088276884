using Interp.Models.Checkpoints;
using Interp.Models.Tokenizers.Bpe;

namespace Interp.Models.Tokenizers.Reading;

/// <summary>What a vocabulary must hold to be of a family.</summary>
internal static class ModelFamily
{
    /// <summary>Checks that a byte-level vocabulary has tokens for the bytes of plain text.</summary>
    /// <param name="vocabulary">The vocabulary.</param>
    /// <param name="source">Where it came from.</param>
    /// <param name="complete">Whether every byte must have one.</param>
    public static void CheckByteLevel(Vocabulary vocabulary, string source, bool complete)
    {
        for (int value = 0; value < 256; value++)
        {
            bool needed = complete || value is '\n' or >= ' ' and <= '~';
            char character = ByteAlphabet.Characters[value];
            if (needed && vocabulary.Find([character]) < 0)
            {
                throw Malformed.Data(
                    $"{source}: a byte-level vocabulary needs the token '{character}' for byte 0x{value:X2}, which is missing.");
            }
        }
    }

    /// <summary>Checks that a sentencepiece vocabulary has the tokens of all bytes, so that every text can be written.</summary>
    public static void CheckSentencePiece(Vocabulary vocabulary, string source)
    {
        for (int value = 0; value < 256; value++)
        {
            string token = SentencePieceModel.ByteToken(value);
            if (vocabulary.Find(token) < 0)
                throw Malformed.Data($"{source}: a sentencepiece vocabulary needs the byte token '{token}', which is missing.");
        }
    }
}
