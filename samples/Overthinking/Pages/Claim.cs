using Interp.Core.Metrics;
using Interp.Core.Prompts;
using Interp.Core.Transformer;

namespace Interp.Samples.Overthinking.Pages;

/// <summary>Something the paper says, and whether these rows say it too.</summary>
/// <param name="Text">What it says.</param>
/// <param name="Paper">The paper's number, of GPT-J.</param>
/// <param name="Ours">These rows' number.</param>
/// <param name="Threshold">What it must exceed.</param>
internal sealed record Claim(string Text, string Paper, Interval Ours, double Threshold)
{
    private const double Near = 1e-9;

    /// <summary>True where the whole interval exceeds the threshold, false where none of it does; null between.</summary>
    public bool? Holds => Ours.Lower > Threshold + Near ? true : Ours.Upper < Threshold - Near || (Ours.Upper <= Threshold + Near && Ours.Estimate <= Threshold) ? false : null;

    /// <summary>All that these rows can say something of, for a model.</summary>
    public static IEnumerable<Claim> Of(ReportRows rows, string model)
    {
        var (setting, dataset) = (rows.Main(model), rows.Typical(model));
        var first = dataset == ReportRows.Mean ? rows.Averaged(model)[0] : dataset;
        if (rows.Curves(model, setting, first) is not { } curves)
            yield break;
        var last = curves.LastState;

        if (Measure("accuracy_gap", last, curves.Demonstrations - 1) is { } gap)
            yield return new("With false labels accuracy ends below that with correct labels (the gap).", "0.281", gap, 0);
        if (Measure("early_exit_false_gain") is { } heldOut)
            yield return new("Under false labels a middle state beats the last one (chosen on one half of the prompts, scored on the other).", "0.103 (on the same prompts)", heldOut, 0);
        else if (Measure("early_exit_false_gain_published") is { } gain)
            yield return new("Under false labels a middle state beats the last one (chosen on the prompts that are scored).", "0.103", gain, 0);
        if (rows.Labels(first) is { } labels and > 2 && rows.Measurements(model, setting, first).FirstOrDefault(row => row.State == last && row.Demonstration == curves.Demonstrations - 1 && row.Prompts == PromptKind.False) is { PermutedLow: not null } score)
            yield return new($"The answer is the label that is shown, more often than a guess (permuted score × labels, {ReportRows.TitleOf(first)}).", "1.797", new(labels * score.PermutedScore, labels * score.PermutedLow.Value, labels * score.PermutedHigh!.Value), 1);
        foreach (var name in rows.Results.Ablations.Where(row => row.Model == model && row.Setting == setting).Select(row => row.Ablation).Distinct())
        {
            if (Measure($"gap_reduction {name}") is { } ours && Measure($"gap_reduction {name} controls") is { } random)
                yield return new($"Taking the false induction heads away ({name}) closes more of the gap than random heads do.", "0.390 against 0.040", ours, random.Estimate);
        }

        var heads = HeadMeasures.OfAny(rows, model);
        if (heads is { Promotion.IsEmpty: false })
        {
            HeadId[] top = [.. heads.Matching.OrderByDescending(pair => pair.Value.Estimate).ThenBy(pair => pair.Key).Take(5).Select(pair => pair.Key).Where(heads.Promotion.ContainsKey)];
            var mean = top.Average(head => heads.Promotion[head].Estimate);
            var rest = heads.Promotion.Where(pair => !top.Contains(pair.Key)).Select(pair => pair.Value.Estimate).DefaultIfEmpty(0).Average();
            yield return new("The five heads with the largest PM scores promote the shown label over the true one, more than other heads do (no interval).", "6.5 against −0.04", new(mean, mean, mean), rest);
        }

        Interval? Measure(string name, int? state = null, int? demonstration = null) => rows.Measure(model, setting, dataset, name, null, state, demonstration);
    }
}
