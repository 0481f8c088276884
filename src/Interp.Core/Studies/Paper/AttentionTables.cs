using System.Collections.Immutable;
using Interp.Core.Prompts;
using Interp.Core.Results;
using Interp.Core.Transformer;

namespace Interp.Core.Studies.Paper;

/// <summary>Prefix-matching scores: R7 of the paper's reference values.</summary>
internal static class AttentionTables
{
    private const int Shown = 20;

    public static IEnumerable<PaperTable> Of(ImmutableArray<PaperModel> models) =>
        from model in models
        from rows in model.Attention.GroupBy(row => (row.Dataset, row.Setting, row.Format))
        let name = $"{model.Name}-{rows.Key.Dataset}{(rows.Key.Setting == Setting.Permuted ? "" : $"-{rows.Key.Setting.Name()}")}{(rows.Key.Format == 0 ? "" : $"-{rows.Key.Format}")}"
        from table in new[] { Heads(name, [.. rows]), Blocks(name, [.. rows]) }
        select table;

    private static PaperTable Heads(string name, AttentionRow[] rows)
    {
        var correct = rows.Where(row => row.Prompts == PromptKind.Correct).ToDictionary(row => (row.Layer, row.Head), row => row.PmScore);
        var correctRanks = correct.OrderByDescending(head => head.Value).ThenBy(head => head.Key).Select((head, rank) => (head.Key, Rank: rank + 1)).ToDictionary(head => head.Key, head => head.Rank);
        return new PaperTable
        {
            Name = $"r07-heads-{name}",
            Title = $"R7. {name}: the {Shown} heads of the highest prefix-matching score under false prompts",
            Columns = ["head", "rank", "attention_same_label", "attention_all_labels", "ratio_of_means", "pm_score", "pm_score_before_label", "pm_score_true_prompts", "rank_true_prompts"],
            Rows =
            [
                .. rows.Where(row => row.Prompts == PromptKind.False).OrderByDescending(row => row.PmScore).ThenBy(row => row.Layer).ThenBy(row => row.Head).Take(Shown).Select((row, rank) => ImmutableArray.Create<object?>(
                [
                    new HeadId(row.Layer, row.Head).ToString(), rank + 1, row.AttentionSameLabel, row.AttentionAllLabels, row.AttentionAllLabels == 0 ? null : row.AttentionSameLabel / row.AttentionAllLabels,
                    row.PmScore, row.PmScoreBeforeLabel, correct.TryGetValue((row.Layer, row.Head), out var score) ? score : null, correctRanks.TryGetValue((row.Layer, row.Head), out var place) ? place : null,
                ])),
            ],
        };
    }

    private static PaperTable Blocks(string name, AttentionRow[] rows) => new()
    {
        Name = $"r07-blocks-{name}",
        Title = $"R7. {name}: prefix-matching scores summed over the heads of a block; under false prompts, and under both kinds added, as the figure has them",
        Columns = ["layer", "pm_false", "pm_true_and_false"],
        Rows =
        [
            .. rows.GroupBy(row => row.Layer).OrderBy(block => block.Key)
                .Select(block => ImmutableArray.Create<object?>(block.Key, block.Where(row => row.Prompts == PromptKind.False).Sum(row => row.PmScore), block.Sum(row => row.PmScore))),
        ],
        Digits = 3,
    };
}
