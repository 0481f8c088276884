using Interp.Models.Tokenizers.Bpe;

namespace Interp.Models.Tokenizers.Reading;

/// <summary>The merges of a sentencepiece vocabulary that has scores in place of a list of merges.</summary>
/// <remarks>
/// Any two neighbours whose joined text is a token may merge, the best score first (llama.cpp, <c>llm_tokenizer_spm</c>).
/// Here every way to part a token in two tokens becomes a merge, ranked by the token's score; equal scores share a rank.
/// </remarks>
internal static class ScoredMerges
{
    // Real tokens are far shorter; parting one takes time quadratic in its length.
    private const int LongestToken = 1024;

    /// <summary>All merges.</summary>
    public static MergeTable Build(GgufVocabulary tables, Vocabulary vocabulary)
    {
        int[] ids = [.. Enumerable.Range(0, vocabulary.Count).Where(id => IsText(tables, id))];
        float[] scores = [.. ids.Select(id => tables.Scores[id]).Distinct().OrderDescending()];
        var ranks = new Dictionary<float, int>(scores.Length);
        foreach (float score in scores)
            ranks.Add(score, ranks.Count);

        var isText = ids.ToHashSet();
        var merges = new MergeTable(2 * vocabulary.Count);
        foreach (int id in ids)
        {
            CheckText(tables, vocabulary, id);
            AddPartings(vocabulary, isText, merges, new Merge(ranks[tables.Scores[id]], id));
        }
        return merges;
    }

    private static bool IsText(GgufVocabulary tables, int id) =>
        tables.TypeOf(id) is GgufTokenType.Normal or GgufTokenType.UserDefined or GgufTokenType.Unused;

    private static void CheckText(GgufVocabulary tables, Vocabulary vocabulary, int id)
    {
        string token = vocabulary.Tokens[id];
        if (!float.IsFinite(tables.Scores[id]))
            throw tables.Broken("scores", $"token '{token}' has score {tables.Scores[id]}");
        if (token.Length > LongestToken)
            throw tables.Broken("tokens", $"token {id} has {token.Length} characters; tokens have at most {LongestToken}");
        if (tables.TypeOf(id) == GgufTokenType.Normal) CheckCharacters(tables, vocabulary, token);
    }

    // Merging starts from characters: a token with one that is no token itself could never be reached this way.
    private static void CheckCharacters(GgufVocabulary tables, Vocabulary vocabulary, string token)
    {
        foreach (var rune in token.EnumerateRunes())
        {
            if (vocabulary.Find(rune.ToString()) < 0)
                throw tables.Broken("tokens", $"token '{token}' has the character '{rune}', which is no token");
        }
    }

    private static void AddPartings(Vocabulary vocabulary, HashSet<int> isText, MergeTable merges, Merge merge)
    {
        string token = vocabulary.Tokens[merge.Result];
        foreach (int split in CodePointStarts(token))
        {
            int left = vocabulary.Find(token.AsSpan(0, split)), right = vocabulary.Find(token.AsSpan(split));
            if (isText.Contains(left) && isText.Contains(right)) merges.TryAdd(left, right, merge);
        }
    }

    private static IEnumerable<int> CodePointStarts(string token)
    {
        int start = 0;
        foreach (var rune in token.EnumerateRunes())
        {
            if (start > 0) yield return start;
            start += rune.Utf16SequenceLength;
        }
    }}
