using System.Collections.Immutable;

namespace Interp.Models.Tokenizers.Reading;

/// <summary>Reads <c>added_tokens</c> of a tokenizer.json.</summary>
internal static class AddedTokenReader
{
    /// <summary>The added tokens, none where <paramref name="list"/> is null.</summary>
    public static ImmutableArray<AddedToken> Read(JsonPart? list) =>
        list is null ? [] : [.. list.Items().Select(token => ReadOne(token, token.Get("id").Number()))];

    /// <summary>One added token, whose id may stand elsewhere.</summary>
    public static AddedToken ReadOne(JsonPart token, int id)
    {
        // "special" only matters when such tokens are left out of decoded text; here they never are.
        token.AllowOnly("id", "content", "single_word", "lstrip", "rstrip", "normalized", "special");
        foreach (string flag in (string[])["single_word", "lstrip", "rstrip"])
        {
            if (token.Flag(flag, otherwise: false))
                throw token.Refuse($"flag '{flag}' of added token '{token.Get("content").Text()}' is not implemented");
        }
        return new AddedToken(id, token.Get("content").Text(), token.Flag("normalized", otherwise: true));
    }
}
