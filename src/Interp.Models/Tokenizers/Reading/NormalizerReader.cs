using System.Collections.Immutable;
using Interp.Models.Tokenizers.Text;

namespace Interp.Models.Tokenizers.Reading;

/// <summary>Reads <c>normalizer</c> of a tokenizer.json.</summary>
internal static class NormalizerReader
{
    /// <summary>The rewritings, none where <paramref name="normalizer"/> is null.</summary>
    public static ImmutableArray<TextStep> Read(JsonPart? normalizer)
    {
        if (normalizer is null) return [];
        if (normalizer.Get("type").Text() != "Sequence") return [ReadOne(normalizer)];

        normalizer.AllowOnly("type", "normalizers");
        ImmutableArray<TextStep> steps = [.. normalizer.Get("normalizers").Items().Select(ReadOne)];
        if (steps.Skip(1).Any(step => step is NormalFormC))
            throw normalizer.Refuse("NFC after another normalizer is not implemented");
        return steps;
    }

    private static TextStep ReadOne(JsonPart step) => step.Get("type").Text() switch
    {
        "NFC" => ReadNormalFormC(step),
        "Prepend" => ReadPrepend(step),
        "Replace" => ReadReplace(step),
        var type => throw step.Refuse($"normalizer '{type}' is not implemented; known are NFC, Prepend, Replace, Sequence"),
    };

    private static NormalFormC ReadNormalFormC(JsonPart step)
    {
        step.AllowOnly("type");
        return new NormalFormC();
    }

    private static PrependCharacter ReadPrepend(JsonPart step)
    {
        step.AllowOnly("type", "prepend");
        return new PrependCharacter(Character(step.Get("prepend")), PrependRule.Always);
    }

    private static ReplaceCharacter ReadReplace(JsonPart step)
    {
        step.AllowOnly("type", "pattern", "content");
        var pattern = step.Get("pattern");
        pattern.AllowOnly("String");
        return new ReplaceCharacter(Character(pattern.Get("String")), Character(step.Get("content")));
    }

    private static char Character(JsonPart value) => value.Text() is { Length: 1 } text && !char.IsSurrogate(text[0])
        ? text[0]
        : throw value.Refuse($"expected one character, found '{value.Text()}'; longer texts are not implemented");
}
