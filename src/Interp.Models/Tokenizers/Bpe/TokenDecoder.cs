namespace Interp.Models.Tokenizers.Bpe;

/// <summary>Collects the text of tokens, one after another.</summary>
internal abstract class TokenDecoder
{
    /// <summary>Appends a token of the model's vocabulary.</summary>
    public abstract void AddToken(int id);

    /// <summary>Appends text as it stands: an added token.</summary>
    public abstract void AddText(string text);

    /// <summary>The text of everything appended.</summary>
    public abstract string Finish();
}
