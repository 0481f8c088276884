namespace Interp.Models.Tokenizers.Text;

/// <summary>When a character is put before a piece of text.</summary>
internal enum PrependRule
{
    /// <summary>Before every piece, also one that begins with the character already.</summary>
    Always,

    /// <summary>Before every piece that does not begin with it.</summary>
    UnlessPresent,

    /// <summary>Before the first piece of the input only, unless it begins with it.</summary>
    UnlessPresentAtInputStart,
}
