namespace Interp.Models.Tokenizers.Reading;

/// <summary>Reads <c>decoder</c> of a tokenizer.json.</summary>
internal static class DecoderReader
{
    /// <summary>Checks that byte-level tokens are decoded as bytes.</summary>
    public static void CheckByteLevel(JsonPart decoder)
    {
        if (decoder.Get("type").Text() is var type and not "ByteLevel")
            throw decoder.Refuse($"decoder '{type}' is not implemented for a byte-level vocabulary; known is ByteLevel");
        // None of the flags changes what a decoder does.
        decoder.AllowOnly("type", "add_prefix_space", "trim_offsets", "use_regex");
    }

    /// <summary>Checks that sentencepiece tokens are decoded as the family does.</summary>
    /// <returns>Whether one leading space is dropped.</returns>
    public static bool ReadSentencePiece(JsonPart decoder)
    {
        const string known = "known is the sequence Replace ▁ by a space, ByteFallback, Fuse, and Strip one leading space or none";

        if (decoder.Get("type").Text() is var type and not "Sequence")
            throw decoder.Refuse($"decoder '{type}' is not implemented for a sentencepiece vocabulary; {known}");
        decoder.AllowOnly("type", "decoders");
        string[] steps = [.. decoder.Get("decoders").Items().Select(Describe)];
        return steps switch
        {
            ["Replace ▁ by  ", "ByteFallback", "Fuse", "Strip   1 0"] => true,
            ["Replace ▁ by  ", "ByteFallback", "Fuse"] => false,
            _ => throw decoder.Refuse($"decoder '{string.Join(", ", steps)}' is not implemented; {known}"),
        };
    }

    private static string Describe(JsonPart step)
    {
        switch (step.Get("type").Text())
        {
            case "Replace":
                step.AllowOnly("type", "pattern", "content");
                var pattern = step.Get("pattern");
                pattern.AllowOnly("String");
                return $"Replace {pattern.Get("String").Text()} by {step.Get("content").Text()}";
            case "Strip":
                step.AllowOnly("type", "content", "start", "stop");
                return $"Strip {step.Get("content").Text()} {step.Get("start").Number()} {step.Get("stop").Number()}";
            case var type:
                step.AllowOnly("type");
                return type;
        }
    }
}
