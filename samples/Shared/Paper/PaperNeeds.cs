using System.Collections.Immutable;
using Interp.Core.Prompts;
using Interp.Core.Studies.Paper;
using Interp.Core.Studies.Specs;

namespace Interp.Samples.Shared.Paper;

/// <summary>What must be measured for a figure or table.</summary>
public sealed record PaperNeeds
{
    /// <summary>In words, for messages: "measurements in the permuted setting".</summary>
    public required string Rows { get; init; }

    /// <summary>The settings.</summary>
    public ImmutableArray<Setting> Settings { get; init; } = [Setting.Permuted];

    /// <summary>Measures beside calibrated accuracy.</summary>
    public ImmutableArray<string> Measures { get; init; } = [];

    /// <summary>What is ablated; beside ablations of heads, random heads.</summary>
    public ImmutableArray<AblationSpec> Ablations { get; init; } = [];

    /// <summary>Ablations that are known only when the curves are: those after the early-exit layer.</summary>
    public Func<PaperModel, ImmutableArray<AblationSpec>>? AfterCurves { get; init; }

    /// <summary>Both needs together.</summary>
    /// <param name="other">Others.</param>
    public PaperNeeds And(PaperNeeds other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new PaperNeeds
        {
            Rows = $"{Rows}; {other.Rows}",
            Settings = [.. Settings.Union(other.Settings)],
            Measures = [.. Measures.Union(other.Measures)],
            Ablations = [.. Ablations.UnionBy(other.Ablations, ablation => ablation.Name)],
            AfterCurves = AfterCurves ?? other.AfterCurves,
        };
    }
}
