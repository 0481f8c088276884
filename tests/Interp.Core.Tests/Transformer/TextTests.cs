using Interp.Core.Tests.Tiny;
using Interp.Core.Tokens;

namespace Interp.Core.Tests.Transformer;

public sealed class TextTests
{
    [Fact]
    public void Batch_OfTexts_LeadsEachByTheModelsOwnToken()
    {
        using var llama = TinyModel.Of(TinyWiring.Named("llama-gqa"), tokenizer: new Letters(first: 30));
        llama.Batch("abc", "", "d").Rows.Select(row => string.Join(" ", row)).Should().Equal("30 1 2 3", "30", "30 4");
        using var gpt2 = TinyModel.Of(TinyWiring.Named("gpt2"), tokenizer: new Letters(first: null));
        gpt2.Batch("abc", "d").Rows.Select(row => string.Join(" ", row)).Should().Equal("1 2 3", "4");
        FluentActions.Invoking(() => gpt2.Batch("abc", "")).Should().Throw<ArgumentException>().WithMessage("*Text 1 is empty*");
        using var none = TinyModel.Of("gpt2");
        FluentActions.Invoking(() => none.Batch("abc")).Should().Throw<InvalidOperationException>().WithMessage("*without a tokenizer*");
    }

    /// <summary>a is 1, b is 2, ….</summary>
    private sealed class Letters(int? first) : ITokenizer
    {
        public int VocabularySize => 31;

        public int? BeginningOfSequence => first;

        public TokenizedText Encode(string text) =>
            new([.. text.Select(letter => letter - 'a' + 1)], [.. Enumerable.Range(0, text.Length).Select(i => new CharSpan(i, i + 1))]);

        public string Decode(IReadOnlyList<int> ids) => string.Concat(ids.Select(id => (char)('a' + id - 1)));
    }
}
