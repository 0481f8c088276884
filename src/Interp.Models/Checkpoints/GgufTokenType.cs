namespace Interp.Models.Checkpoints;

/// <summary>What a token of a GGUF vocabulary is (<c>tokenizer.ggml.token_type</c>).</summary>
public enum GgufTokenType
{
    /// <summary>Not said.</summary>
    Undefined = 0,

    /// <summary>Ordinary text.</summary>
    Normal = 1,

    /// <summary>Stands for what the vocabulary lacks.</summary>
    Unknown = 2,

    /// <summary>A control token, such as the beginning of a sequence.</summary>
    Control = 3,

    /// <summary>Added by the user of the tokenizer; matched in the text as it stands.</summary>
    UserDefined = 4,

    /// <summary>Never produced.</summary>
    Unused = 5,

    /// <summary>One byte, for text that no other token covers.</summary>
    Byte = 6,
}
