using System.Collections.Immutable;
using Interp.Models.Tokenizers.Bpe;
using Interp.Models.Tokenizers.Text;
using Interp.Models.Tokenizers.Words;

namespace Interp.Models.Tokenizers.Reading;

/// <summary>Reads <c>pre_tokenizer</c> of a tokenizer.json.</summary>
internal static class PreTokenizerReader
{
    private const int MostSteps = 8;

    /// <summary>The cuts, none where <paramref name="preTokenizer"/> is null.</summary>
    public static PreTokenizer Read(JsonPart? preTokenizer)
    {
        if (preTokenizer is null) return PreTokenizer.None;
        if (preTokenizer.Get("type").Text() != "Sequence") return ReadOne(preTokenizer);

        preTokenizer.AllowOnly("type", "pretokenizers");
        var parts = preTokenizer.Get("pretokenizers").Items().ToList();
        if (parts.Count > MostSteps) throw preTokenizer.Refuse($"more than {MostSteps} pre-tokenizers are not implemented");

        var whole = PreTokenizer.None;
        foreach (var part in parts)
        {
            var next = ReadOne(part);
            if (whole.IsByteLevel) throw part.Refuse("a pre-tokenizer after ByteLevel is not implemented");
            if (!next.Steps.IsEmpty && part != parts[0])
                throw part.Refuse("a pre-tokenizer that adds a prefix after another one is not implemented");
            whole = whole.Then(next);
        }
        return whole;
    }

    private static PreTokenizer ReadOne(JsonPart part) => part.Get("type").Text() switch
    {
        "ByteLevel" => ReadByteLevel(part),
        "Digits" => ReadDigits(part),
        "Split" => ReadSplit(part),
        "Metaspace" => ReadMetaspace(part),
        var type => throw part.Refuse(
            $"pre-tokenizer '{type}' is not implemented; known are ByteLevel, Digits, Split, Metaspace, Sequence"),
    };

    private static PreTokenizer ReadByteLevel(JsonPart part)
    {
        // "trim_offsets" changes reported offsets only, and those here are exact.
        part.AllowOnly("type", "add_prefix_space", "trim_offsets", "use_regex");
        ImmutableArray<WordScanner> words = part.Flag("use_regex", otherwise: true) ? [new Gpt2Words()] : [];
        return PreTokenizer.ByteLevel(words) with
        {
            Steps = part.Get("add_prefix_space").Flag() ? [new PrependCharacter(' ', PrependRule.UnlessPresent)] : [],
        };
    }

    private static PreTokenizer ReadDigits(JsonPart part)
    {
        part.AllowOnly("type", "individual_digits");
        return new() { Scanners = [new Digits(one: part.Get("individual_digits").Flag())] };
    }

    private static PreTokenizer ReadSplit(JsonPart part)
    {
        part.AllowOnly("type", "pattern", "behavior", "invert");
        if (part.Flag("invert", otherwise: false)) throw part.Refuse("'invert' is not implemented");

        var (pattern, behavior) = (part.Get("pattern"), part.Get("behavior"));
        switch (behavior.Text())
        {
            case "Isolated":
                pattern.AllowOnly("Regex");
                return new() { Scanners = [ReadPattern(pattern.Get("Regex"))] };
            case "MergedWithPrevious":
                pattern.AllowOnly("String");
                return new() { Scanners = [ReadDelimiter(pattern.Get("String"))] };
            case var other:
                throw behavior.Refuse($"'{other}' is not implemented; known are Isolated for a Regex, and MergedWithPrevious for a String");
        }
    }

    private static AfterCharacter ReadDelimiter(JsonPart value) => value.Text() is { Length: 1 } text && !char.IsSurrogate(text[0])
        ? new AfterCharacter(text[0])
        : throw value.Refuse($"expected one character, found '{value.Text()}'; longer texts are not implemented");

    private static WordScanner ReadPattern(JsonPart regex) => regex.Text() switch
    {
        Gpt2Words.Pattern => new Gpt2Words(),
        Cl100kWords.ThreeDigitsPattern => new Cl100kWords(digits: 3),
        Cl100kWords.OneDigitPattern => new Cl100kWords(digits: 1),
        var other => throw regex.Refuse($"the pattern '{other}' is not implemented; known are those of GPT-2, Llama 3 and Qwen 2"),
    };

    private static PreTokenizer ReadMetaspace(JsonPart part)
    {
        part.AllowOnly("type", "replacement", "prepend_scheme", "split");
        if (part.Get("replacement") is var mark && mark.Text() != SentencePieceModel.WordBoundary.ToString())
            throw mark.Refuse($"'{mark.Text()}' is not implemented; known is '{SentencePieceModel.WordBoundary}'");
        if (part.Get("split").Flag()) throw part.Refuse("'split' is not implemented");

        var replace = new ReplaceCharacter(' ', SentencePieceModel.WordBoundary);
        return part.Get("prepend_scheme").Text() switch
        {
            "always" => new() { Steps = [replace, Prepend(PrependRule.UnlessPresent)] },
            "first" => new() { Steps = [replace, Prepend(PrependRule.UnlessPresentAtInputStart)] },
            "never" => new() { Steps = [replace] },
            var scheme => throw part.Refuse($"prepend_scheme '{scheme}' is not implemented; known are always, first, never"),
        };
    }

    private static PrependCharacter Prepend(PrependRule rule) => new(SentencePieceModel.WordBoundary, rule);
}
