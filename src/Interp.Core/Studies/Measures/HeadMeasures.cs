using System.Text.Json;
using Interp.Core.Heads;
using Interp.Core.Prompts;
using Interp.Core.Results;

namespace Interp.Core.Studies.Measures;

/// <summary>Measures of heads that are rows of the table "measures"; none where heads were not read.</summary>
internal static class HeadMeasures
{
    /// <summary>What every component adds to the logit of the shown label less that of the true one, and what they add up to.</summary>
    public static IEnumerable<MeasureRow> Attribution(MeasuredCell cell) =>
        from kind in Enum.GetValues<PromptKind>()
        let heads = cell.Heads(kind)
        where heads is not null
        from part in heads.Attribution().Select(part => (Name: $"attribution {part.Component}", part.Terms)).Append((Name: "logit_difference", Terms: heads.LogitDifferences()))
        select cell.MeanAtLast(part.Name, kind, part.Terms);

    /// <summary>Share of the attention to earlier labels that goes to those of the same class, summed over heads, block by block (context following).</summary>
    public static IEnumerable<MeasureRow> Ratios(MeasuredCell cell) =>
        from kind in Enum.GetValues<PromptKind>()
        let heads = cell.Heads(kind)
        where heads is not null
        let attention = heads.Attention()
        let prompts = cell.Prompts.Prompts(kind)
        from to in Enum.GetValues<Attended>()
        let ratio = PrefixMatching.Ratio(attention, prompts, new PrefixMatchOptions { To = to })
        from head in heads.All
        select cell.MeanAtLast($"context_following_{JsonNamingPolicy.SnakeCaseLower.ConvertName(to.ToString())} {head}", kind, ratio.At(head));
}
