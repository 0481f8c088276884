using System.Collections.Immutable;
using System.Text;
using Interp.Core.Tokens;
using Interp.Models.Tokenizers;
using Interp.Models.Tokenizers.Bpe;
using Interp.Models.Tokenizers.Reading;
using Interp.Models.Tokenizers.Words;

namespace Interp.Models;

/// <summary>
/// A small tokenizer made without any file: GPT-2's byte-level encoding whose only merges are those that make each of a few
/// words one token, with the space before it. All other text is one token a byte.
/// </summary>
public static class TinyTokenizer
{
    private const string Source = "tiny tokenizer";
    private const string EndOfText = "<|endoftext|>";

    /// <summary>The label words of the benchmarks, so that labels differ in their first token.</summary>
    public static ImmutableArray<string> DefaultWords { get; } =
    [
        "Negative", "Positive", "negative", "positive", "Neutral", "neutral", "bad", "good", "No", "Yes", "no", "yes", "hated", "liked",
        "0", "5", "False", "True", "Not", "A", "B", "impact", "favor", "against", "none",
        "World", "Sports", "Business", "Science", "Technology",
        "Abbreviation", "Entity", "Description", "Person", "Location", "Number",
        "Company", "School", "Artist", "Athlete", "Politician", "Transportation", "Building", "Nature", "Village", "Animal", "Plant",
        "Album", "Film", "Book",
        "animal", "plant", "vegetable", "sport",
    ];

    /// <summary>Makes a tokenizer.</summary>
    /// <param name="words">Runs of letters, or of digits, that are one token each where a space stands before them.</param>
    /// <param name="addsBeginningOfSequence">Whether models expect the token <c>&lt;|endoftext|&gt;</c> before every text.</param>
    /// <exception cref="ArgumentException">A word that the encoding would cut in two before it merges anything.</exception>
    public static ITokenizer Create(IEnumerable<string> words, bool addsBeginningOfSequence = false)
    {
        ArgumentNullException.ThrowIfNull(words);

        var builder = new VocabularyBuilder(Source);
        var id = 0;
        foreach (var character in ByteAlphabet.Characters)
            builder.Add(character.ToString(), id++);
        var endOfText = new AddedToken(id++, EndOfText, Normalized: false);
        builder.Add(endOfText);
        var beginnings = words.SelectMany(Beginnings).Distinct().ToArray();
        foreach (var beginning in beginnings)
            builder.Add(beginning, id++);

        var vocabulary = builder.Build();
        return new PipelineTokenizer(new TokenizerParts
        {
            AddedTokens = [endOfText],
            Scanners = [new Gpt2Words()],
            Model = new ByteLevelModel(vocabulary, Merges(vocabulary, beginnings), wholeWordsFirst: false),
            BeginningOfSequence = addsBeginningOfSequence ? endOfText.Id : null,
        });
    }

    /// <summary>The space with the first letter, with the first two, …, with the whole word, in the byte alphabet.</summary>
    private static IEnumerable<string> Beginnings(string word)
    {
        var spaced = " " + word;
        if (string.IsNullOrEmpty(word) || new Gpt2Words().End(spaced, 0) != spaced.Length)
            throw new ArgumentException($"'{word}' is not one word: expected only letters or only digits, with no space.", nameof(word));

        var token = string.Concat(Encoding.UTF8.GetBytes(spaced).Select(value => ByteAlphabet.Characters[value]));
        return Enumerable.Range(2, token.Length - 1).Select(length => token[..length]);
    }

    // Each merge begins at the space, of which a word has one: never do two of them compete.
    private static MergeTable Merges(Vocabulary vocabulary, IEnumerable<string> beginnings)
    {
        var merges = new MergeTableBuilder(Source, vocabulary);
        foreach (var beginning in beginnings)
            merges.Add(beginning[..^1], beginning[^1..]);
        return merges.Build();
    }
}
