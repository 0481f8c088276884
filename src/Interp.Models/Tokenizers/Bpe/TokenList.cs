using System.Collections.Immutable;
using Interp.Core.Tokens;

namespace Interp.Models.Tokenizers.Bpe;

/// <summary>Tokens of one text as they are found.</summary>
internal sealed class TokenList
{
    private readonly ImmutableArray<int>.Builder _ids = ImmutableArray.CreateBuilder<int>();
    private readonly ImmutableArray<CharSpan>.Builder _spans = ImmutableArray.CreateBuilder<CharSpan>();

    /// <summary>Appends a token.</summary>
    public void Add(int id, CharSpan span)
    {
        _ids.Add(id);
        _spans.Add(span);
    }

    /// <summary>What was found.</summary>
    public TokenizedText ToTokenizedText() => new(_ids.DrainToImmutable(), _spans.DrainToImmutable());
}
