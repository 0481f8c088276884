namespace Interp.Core.Tokens;

/// <summary>Text to token ids and back, exactly as the model's own tokenizer does it.</summary>
/// <remarks>Implementations are immutable and safe to use from several threads.</remarks>
public interface ITokenizer
{
    /// <summary>Number of ids the tokenizer knows, added tokens included. A model may have more rows than this.</summary>
    int VocabularySize { get; }

    /// <summary>The token the model expects before every text, or null where it expects none (GPT-2, GPT-J, GPT-NeoX).</summary>
    int? BeginningOfSequence { get; }

    /// <summary>Encodes <paramref name="text"/> as it stands; <see cref="BeginningOfSequence"/> is not added.</summary>
    /// <param name="text">Any text; special tokens written in it are recognised.</param>
    TokenizedText Encode(string text);

    /// <summary>The text of <paramref name="ids"/>, special tokens included.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An id is not of this vocabulary.</exception>
    string Decode(IReadOnlyList<int> ids);
}
