using Interp.Models.Checkpoints;
using Interp.Models.Tokenizers.Bpe;

namespace Interp.Models.Tokenizers.Reading;

/// <summary>Which of a GGUF file's two tables says how sentencepiece tokens merge: scores, or the list of merges.</summary>
/// <remarks>
/// Converters that find no <c>tokenizer.model</c> give every token one and the same score, as a placeholder, and write the
/// merges of <c>tokenizer.json</c> beside them. Taken for scores, placeholders merge whatever stands leftmost.
/// </remarks>
internal static class SentencePieceMerges
{
    /// <summary>All merges.</summary>
    /// <exception cref="InvalidDataException">No table that says it, or two that disagree.</exception>
    public static MergeTable Build(GgufTokenizerTables tables, Vocabulary vocabulary)
    {
        if (tables.Scores.IsEmpty && tables.Merges.IsEmpty)
            throw tables.Broken("scores", "is missing, and there are no merges; sentencepiece merges by one or the other");
        if (tables.Scores.IsEmpty || ArePlaceholders(tables))
        {
            return !tables.Merges.IsEmpty
                ? MergeTableBuilder.Read(tables.Source, vocabulary, tables.Merges)
                : throw tables.Broken(
                    "scores", "are placeholders, all equal, and there are no merges, so how tokens merge is not known. Convert the model again from a folder that has its tokenizer.model, or load the Hugging Face folder");
        }

        CheckMergesAgree(tables, vocabulary);
        return ScoredMerges.Build(tables, vocabulary);
    }

    // Real scores fall from token to token; a few tokens that somebody added may share one.
    private static bool ArePlaceholders(GgufTokenizerTables tables)
    {
        var merged = Enumerable.Range(0, tables.Tokens.Length)
            .Where(id => tables.TypeOf(id) == GgufTokenType.Normal && IsLongerThanACharacter(tables.Tokens[id]))
            .Select(id => tables.Scores[id]).ToArray();
        return merged.Length > 0 && 2 * merged.GroupBy(score => score).Max(same => same.Count()) > merged.Length;
    }

    private static bool IsLongerThanACharacter(string token) => token.EnumerateRunes().Skip(1).Any();

    /// <summary>Where there are both, each merge must come after those of better scores, as the scores would have it.</summary>
    private static void CheckMergesAgree(GgufTokenizerTables tables, Vocabulary vocabulary)
    {
        var best = float.PositiveInfinity;
        for (var rank = 0; rank < tables.Merges.Length; rank++)
        {
            var id = vocabulary.Find(tables.Merges[rank].Replace(" ", "", StringComparison.Ordinal));
            if (id < 0 || tables.Scores[id] > best)
                throw tables.Broken("merges", $"merge {rank} is not where the scores would have it; one of the two tables is not this model's. Convert the model again");
            best = tables.Scores[id];
        }
    }
}
