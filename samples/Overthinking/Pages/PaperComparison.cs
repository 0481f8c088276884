using Interp.Core.Metrics;

namespace Interp.Samples.Overthinking.Pages;

/// <summary>A number of the paper beside the same of these rows.</summary>
/// <param name="Paper">The paper's.</param>
/// <param name="Ours">These rows'; bounds equal to the estimate where there is no interval.</param>
internal sealed record PaperComparison(PaperValue Paper, Interval Ours)
{
    /// <summary>Ours less the paper's.</summary>
    public double Difference => Ours.Estimate - Paper.Value;

    /// <summary>True where the paper's lies within our interval; null where there is none.</summary>
    public bool? IsWithin => Ours.Upper - Ours.Lower < 1e-12 ? null : Paper.Value >= Ours.Lower && Paper.Value <= Ours.Upper;

    /// <summary>All numbers of a model that both have.</summary>
    public static IEnumerable<PaperComparison> Of(ReportRows rows, string model)
    {
        if (PaperValues.ModelOf(model) is not { } name)
            yield break;
        foreach (var value in PaperValues.All.Where(value => value.Model == name))
        {
            if (OurNumber.Of(rows, model, value) is { } ours)
                yield return new PaperComparison(value, ours);
        }
    }
}
