namespace Interp.Models.Tokenizers.Words;

/// <summary>The words of GPT-2: contractions, and runs of letters, numbers or others with the space before them.</summary>
internal sealed class Gpt2Words : WordScanner
{
    /// <summary>The regular expression that this scanner is, as files write it.</summary>
    public const string Pattern = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    /// <inheritdoc/>
    public override int End(ReadOnlySpan<char> text, int start)
    {
        int contraction = Scan.ContractionEnd(text, start, ignoreCase: false);
        if (contraction > 0) return contraction;

        int word = text[start] == ' ' ? start + 1 : start;
        return Scan.KindAt(text, word) is { } kind and not CharacterKind.Space
            ? Scan.RunEnd(text, word, kind)
            : Scan.SpaceEnd(text, start);
    }
}
