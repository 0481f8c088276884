using System.Collections.Immutable;
using Interp.Core.Prompts;
using Interp.Core.Sweeps;

namespace Interp.Core.Studies.Plans;

/// <summary>What a cell reads and holds where its model's blocks are streamed.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Waves">How often every block is read.</param>
/// <param name="BytesToRead">Bytes read for that.</param>
/// <param name="PeakBytes">About the most that is in memory, without what readers keep.</param>
public sealed record StreamingEstimate(CellId Cell, int Waves, long BytesToRead, long PeakBytes)
{
    /// <summary>Plans every cell; loads each model, which reads no blocks where its source streams them.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="options">How prompts are run.</param>
    /// <exception cref="ArgumentException">The demonstrations do not fit, or a class has too few examples that do.</exception>
    public static ImmutableArray<StreamingEstimate> Of(StudyPlan plan, SweepOptions options)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(options);
        var estimates = ImmutableArray.CreateBuilder<StreamingEstimate>();
        foreach (var ofModel in plan.Cells.GroupBy(cell => cell.Id.Model))
        {
            using var model = ofModel.First().Model.Load(plan.Spec.Dtype);
            foreach (var cell in ofModel)
            {
                var passes = plan.ChoosesHeads(cell) ? 2 : 1;
                StreamingPlan[] windows =
                [
                    .. cell.Prompts().Pairs.Chunk(cell.WindowPairs)
                        .Select(window => StreamingPlan.Of(model, [.. window.SelectMany(pair => new[] { pair[PromptKind.Correct], pair[PromptKind.False] })], options)),
                ];
                estimates.Add(new(cell.Id, passes * windows.Sum(window => window.Waves), passes * windows.Sum(window => window.BytesToRead), windows.Max(window => window.PeakBytes)));
            }
        }

        return estimates.ToImmutable();
    }
}
