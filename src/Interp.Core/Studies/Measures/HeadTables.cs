using Interp.Core.Heads;
using Interp.Core.Metrics;
using Interp.Core.Prompts;
using Interp.Core.Results;
using Interp.Core.Statistics;
using Interp.Core.Transformer;

namespace Interp.Core.Studies.Measures;

/// <summary>Rows of the tables "attention" and "heads" of one cell.</summary>
/// <param name="cell">What was read.</param>
internal sealed class HeadTables(MeasuredCell cell)
{
    private static readonly PrefixMatchOptions ToLabels = new();
    private static readonly PrefixMatchOptions ToPreLabels = new() { To = Attended.PreLabel };

    /// <summary>Every head's attention to earlier labels, under both kinds of prompts; none where heads were not read.</summary>
    public IEnumerable<AttentionRow> Attention() => Enum.GetValues<PromptKind>().SelectMany(kind => Attention(kind));

    /// <summary>Every head's properties under false prompts, with simultaneous intervals of the prefix-matching score; none where heads were not read.</summary>
    public IEnumerable<HeadRow> Heads()
    {
        if (cell.Heads(PromptKind.False) is not { } heads)
            yield break;
        var (attention, prompts, labels) = (heads.Attention(), cell.Prompts.Prompts(PromptKind.False), cell.Prompts.Labels.Length);
        var byClass = PrefixMatching.Score(attention, prompts, labels);
        var byShown = PrefixMatching.Score(attention, prompts, labels, new PrefixMatchOptions { By = MatchBy.Shown });
        var all = PrefixMatching.All(attention, prompts);
        HeadScores[] roles = [.. Enum.GetValues<TokenRole>().Select(role => TokenAttention.Score(attention, role))];
        HeadId[] ids = [.. heads.All];
        var intervals = SimultaneousIntervals.Of([.. ids.Select(head => byClass.At(head).ToArray())], cell.Resamples);
        HeadId[] ranked = [.. byClass.Top(ids.Length)];
        for (var i = 0; i < ids.Length; i++)
        {
            var (head, interval) = (ids[i], intervals[i]);
            yield return new HeadRow
            {
                Source = cell.Source,
                Prompts = PromptKind.False,
                Layer = head.Layer,
                Head = head.Head,
                Rank = Array.IndexOf(ranked, head) + 1,
                LabelAttending = all.MeanAt(head),
                ClassSensitive = interval.Estimate,
                ClassSensitiveShown = byShown.MeanAt(head),
                PromotingPlain = Promotes(head, 0),
                PromotingNormed = Promotes(head, 1),
                PromotingFrozen = Promotes(head, 2),
                PreviousToken = roles[(int)TokenRole.Previous].MeanAt(head),
                DuplicateToken = roles[(int)TokenRole.Duplicate].MeanAt(head),
                Induction = roles[(int)TokenRole.Induction].MeanAt(head),
                Copying = heads.Copies(head),
                Spread = RowSpread.Of(interval),
            };
        }

        double? Promotes(HeadId head, int way) => heads.Promotes(head, way) is { } values ? Mean.Of(values) : null;
    }

    private IEnumerable<AttentionRow> Attention(PromptKind kind)
    {
        if (cell.Heads(kind) is not { } heads)
            yield break;
        var (attention, prompts, labels) = (heads.Attention(), cell.Prompts.Prompts(kind), cell.Prompts.Labels.Length);
        var by = PrefixMatchOptions.Under(cell.Source.Protocol).By;
        var (to, before) = (ToLabels with { By = by }, ToPreLabels with { By = by });
        var (same, all, score) = (PrefixMatching.Same(attention, prompts, to), PrefixMatching.All(attention, prompts, to), PrefixMatching.Score(attention, prompts, labels, to));
        var (sameBefore, allBefore, scoreBefore) = (PrefixMatching.Same(attention, prompts, before), PrefixMatching.All(attention, prompts, before), PrefixMatching.Score(attention, prompts, labels, before));
        foreach (var head in heads.All)
        {
            var interval = Bootstrapped.Mean(score.At(head), cell.Resamples).ToInterval();
            yield return new AttentionRow
            {
                Source = cell.Source,
                Prompts = kind,
                Layer = head.Layer,
                Head = head.Head,
                AttentionSameLabel = same.MeanAt(head),
                AttentionAllLabels = all.MeanAt(head),
                PmScore = interval.Estimate,
                AttentionBeforeSameLabel = sameBefore.MeanAt(head),
                AttentionBeforeAllLabels = allBefore.MeanAt(head),
                PmScoreBeforeLabel = scoreBefore.MeanAt(head),
                Spread = RowSpread.Of(interval),
            };
        }
    }
}
