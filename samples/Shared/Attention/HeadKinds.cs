using Interp.Core.Prompts;
using Interp.Core.Results;
using Interp.Core.Transformer;

namespace Interp.Samples.Shared.Attention;

/// <summary>The three kinds of heads that the paper's Figure 5 shows, found by their scores.</summary>
public static class HeadKinds
{
    /// <summary>One head of each kind, the clearest.</summary>
    /// <param name="rows">Attention of all heads of one model on one dataset.</param>
    public static IReadOnlyList<(HeadId Head, string Kind, AttentionRow Row)> Of(IEnumerable<AttentionRow> rows)
    {
        var left = rows.Where(row => row.Prompts == PromptKind.False && row.Setting == Setting.Permuted).ToList();
        var found = new List<(HeadId, string, AttentionRow)>();
        Take("attends to labels, by class", row => row.PmScore);
        Take("attends to labels, not by class", row => row.AttentionAllLabels - Math.Abs(row.PmScore));
        Take("by class, not to labels", row => row.PmScoreBeforeLabel - row.AttentionAllLabels);
        return [.. found.OrderBy(one => one.Item2 switch { "attends to labels, not by class" => 0, "by class, not to labels" => 1, _ => 2 })];

        void Take(string kind, Func<AttentionRow, double> by)
        {
            if (left.OrderByDescending(by).ThenBy(row => row.Layer).ThenBy(row => row.Head).FirstOrDefault() is not { } best)
                return;
            left.Remove(best);
            found.Add((new HeadId(best.Layer, best.Head), kind, best));
        }
    }
}
