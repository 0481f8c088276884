using Interp.Core.Heads;
using Interp.Core.Prompts;
using Interp.Core.Studies.Plans;
using Interp.Core.Studies.Readings;
using Interp.Core.Studies.Specs;
using Interp.Core.Studies.Stores;
using Interp.Core.Transformer;

namespace Interp.Core.Studies.Running;

/// <summary>The heads that a study ablates because of their scores: those with the largest prefix-matching scores on false prompts.</summary>
internal static class ChosenHeads
{
    /// <summary>The heads of an ablation, best first.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="scores">Where the scores of a cell are.</param>
    /// <param name="cell">The cell that is to be ablated.</param>
    /// <param name="ablation">The ablation.</param>
    /// <exception cref="InvalidOperationException">The cell that chooses could not be run.</exception>
    /// <exception cref="ArgumentException">More heads than there are.</exception>
    public static IReadOnlyList<HeadId> Of(StudyPlan plan, Func<StudyCell, CellStore> scores, StudyCell cell, AblationSpec ablation)
    {
        var chooser = plan.ChooserOf(cell.Id.Model, ablation);
        var store = chooser is null ? null : scores(chooser);
        var windows = chooser is null ? [] : PairWindow.Of(plan.Spec.Prompts, chooser.WindowPairs).ToArray();
        var reading = CellReadings.FolderOf(StudyReading.Heads);
        if (store is null || windows.Any(window => !store.Has(reading, window)))
            throw new InvalidOperationException($"The heads of the ablation \"{ablation.Name}\" are chosen on {(chooser is null ? "a cell" : chooser.Id)} that could not be run.");

        var prompts = store.Prompts();
        var attention = new HeadArrays(store.Read(reading, windows), PromptKind.False).Attention();
        return PrefixMatching.Score(attention, prompts.Prompts(PromptKind.False), prompts.Labels.Length, PrefixMatchOptions.Under(plan.Spec.Protocol)).Top(ablation.Top!.Value);
    }
}
