using Interp.Core.Prompts;
using Interp.Core.Studies.Readings;
using Interp.Core.Studies.Specs;
using Interp.Core.Transformer;

namespace Interp.Core.Studies.Plans;

/// <summary>What a cell will cost, told without weights. Measures of methods (attribution patching, probes, …), which run prompts of their own, are not counted.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Prompts">Prompts of both kinds.</param>
/// <param name="Tokens">Their tokens.</param>
/// <param name="Forwards">Prompts that go through the model: each once, and, where no room is left to keep what they were (<see cref="Running.StudyRunOptions.KeptBytes"/>), once more where the cell's own heads must be known before they are ablated; counted twice then.</param>
/// <param name="Bytes">What will be kept, before compression.</param>
/// <param name="Operations">Floating-point operations of the forwards, the products of the blocks counted.</param>
public sealed record CellEstimate(CellId Cell, int Prompts, long Tokens, int Forwards, long Bytes, double Operations)
{
    /// <summary>Draws the prompts and counts.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="cell">One of its cells.</param>
    /// <exception cref="ArgumentException">The demonstrations do not fit, or a class has too few examples that do.</exception>
    public static CellEstimate Of(StudyPlan plan, StudyCell cell)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(cell);
        var prompts = cell.Prompts();
        var (count, tokens) = (2 * prompts.Pairs.Length, prompts.Pairs.Sum(pair => (long)pair.Correct.Tokens.Length + pair.False.Tokens.Length));
        var passes = plan.ChoosesHeads(cell) ? 2 : 1;
        return new(cell.Id, count, tokens, passes * count, sizeof(float) * Numbers(plan, cell, prompts), passes * 2.0 * WeightsOf(cell.Model.Info) * tokens);
    }

    private static long Numbers(StudyPlan plan, StudyCell cell, PromptSet prompts)
    {
        var (info, spec, readings) = (cell.Model.Info, plan.Spec, CellReadings.Of(plan.Spec, plan.ChoosesHeads(cell)));
        var (count, states, heads) = (2L * prompts.Pairs.Length, info.Layers + 1L, (long)info.Layers * info.Heads);
        var aPrediction = prompts.Labels.Length + (readings.Lens == StudyReading.Vocabulary ? 2 : 0);
        return count * (states * spec.Demonstrations * aPrediction + states * AblatedSets(spec) * prompts.Labels.Length + (readings.Heads ? heads * (2 * spec.Demonstrations + 10) : 0));
    }

    /// <summary>Weights of a model's blocks: a token costs two operations each. Of gated MLPs there are half as many again as told here.</summary>
    /// <param name="info">The model's sizes.</param>
    public static double WeightsOf(TransformerInfo info)
    {
        ArgumentNullException.ThrowIfNull(info);
        return info.Layers * (double)info.DModel * (2.0 * info.Heads * info.DHead + 2.0 * info.KvHeads * info.DHead + 2.0 * info.DMlp);
    }

    /// <summary>Sets of components that are taken away of every prompt, random ones included: each is a token more that goes through blocks.</summary>
    internal static int AblatedSets(StudySpec spec) => spec.Ablations.Sum(ablation => 1 + (ablation.Component == AblatedComponent.Heads ? spec.Controls?.Sets ?? 0 : 0));
}
