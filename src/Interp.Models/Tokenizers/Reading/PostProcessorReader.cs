namespace Interp.Models.Tokenizers.Reading;

/// <summary>Reads <c>post_processor</c> of a tokenizer.json: which token stands before every text.</summary>
internal static class PostProcessorReader
{
    /// <summary>The id of the token before the text, or null where there is none.</summary>
    public static int? ReadBeginningOfSequence(JsonPart? processor)
    {
        if (processor is null) return null;
        if (processor.Get("type").Text() != "Sequence") return ReadOne(processor);

        processor.AllowOnly("type", "processors");
        int[] ids = [.. processor.Get("processors").Items().Select(ReadOne).OfType<int>()];
        return ids.Length switch
        {
            0 => null,
            1 => ids[0],
            _ => throw processor.Refuse("several templates that add tokens are not implemented"),
        };
    }

    private static int? ReadOne(JsonPart processor)
    {
        switch (processor.Get("type").Text())
        {
            case "ByteLevel":
                // Changes reported offsets only.
                processor.AllowOnly("type", "add_prefix_space", "trim_offsets", "use_regex");
                return null;
            case "TemplateProcessing":
                // "pair" is for two texts in one sequence, which never happens here.
                processor.AllowOnly("type", "single", "pair", "special_tokens");
                return ReadTemplate(processor);
            case var type:
                throw processor.Refuse(
                    $"post-processor '{type}' is not implemented; known are ByteLevel, TemplateProcessing, Sequence");
        }
    }

    private static int? ReadTemplate(JsonPart processor)
    {
        var items = processor.Get("single").Items().ToList();
        return items switch
        {
            [var text] when text.Find("Sequence") is not null => null,
            [var first, var text] when first.Find("SpecialToken") is { } token && text.Find("Sequence") is not null
                => ReadSpecialToken(processor, token.Get("id").Text()),
            _ => throw processor.Get("single").Refuse(
                "a template other than the text after one special token or none is not implemented"),
        };
    }

    private static int ReadSpecialToken(JsonPart processor, string name)
    {
        var ids = processor.Get("special_tokens").Get(name).Get("ids");
        return ids.Items().ToList() is [var id]
            ? id.Number()
            : throw ids.Refuse("a special token of several ids is not implemented");
    }
}
