namespace Interp.Models.Tokenizers;

/// <summary>What a token of a GGUF file is, with the file's numbers (<c>tokenizer.ggml.token_type</c>).</summary>
public enum GgufTokenType
{
    /// <summary>Made of text.</summary>
    Normal = 1,

    /// <summary>Stands for text that no token covers.</summary>
    Unknown = 2,

    /// <summary>Marks structure: beginning, end, roles.</summary>
    Control = 3,

    /// <summary>Text that is always one token.</summary>
    UserDefined = 4,

    /// <summary>A placeholder.</summary>
    Unused = 5,

    /// <summary>One byte of text that no token covers, "&lt;0x00&gt;" to "&lt;0xFF&gt;".</summary>
    Byte = 6,
}
