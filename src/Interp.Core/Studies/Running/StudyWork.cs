using System.Collections.Immutable;
using System.Diagnostics;
using Interp.Core.Diagnostics;
using Interp.Core.Studies.Plans;
using Interp.Core.Studies.Stores;
using Interp.Core.Transformer;

namespace Interp.Core.Studies.Running;

/// <summary>Reads cells into a folder, model by model. What was read before is left as it is.</summary>
/// <param name="plan">The study.</param>
/// <param name="folder">Where readings are kept.</param>
/// <param name="cells">What is to be read, the cells of one model together.</param>
/// <param name="options">How.</param>
internal sealed class StudyWork(StudyPlan plan, StudyFolder folder, ImmutableArray<CellWork> cells, StudyRunOptions options)
{
    /// <summary>How far each cell is.</summary>
    public ManifestCells Manifest { get; } = new(plan.Spec.Prompts, cells.Select(work => work.Cell), plan.Failures);

    /// <summary>Reads what is missing.</summary>
    /// <param name="headScores">Where the readings of a cell that chooses heads are, all of its windows; given what loads the model.</param>
    public void Run(Func<StudyCell, Lazy<HookedTransformer>, CellStore> headScores)
    {
        foreach (var model in cells.GroupBy(work => work.Cell.Id.Model))
            Model([.. model], headScores);
    }

    /// <summary>The cells of one model, whose weights are loaded once, and only if something is missing.</summary>
    private void Model(CellWork[] ofModel, Func<StudyCell, Lazy<HookedTransformer>, CellStore> headScores)
    {
        var loaded = new Lazy<HookedTransformer>(() => ofModel[0].Cell.Model.Load(plan.Spec.Dtype));
        try
        {
            foreach (var work in ofModel)
                Cell(work, loaded, cell => headScores(cell, loaded));
        }
        finally
        {
            if (loaded.IsValueCreated)
                loaded.Value.Dispose();
        }
    }

    private void Cell(CellWork work, Lazy<HookedTransformer> model, Func<StudyCell, CellStore> headScores)
    {
        var (cell, index) = (work.Cell, cells.IndexOf(work));
        using var activity = Telemetry.Source.StartActivity("study cell");
        activity?.SetTag("interp.cell", cell.Key);
        Telemetry.Cells.Add(1);
        var (before, all) = (2L * cells.Take(index).Sum(other => other.Pairs), 2L * cells.Sum(other => other.Pairs));
        try
        {
            var ablations = new CellRun(work, folder, model, options).Run(
                plan.ChoosesHeads(cell),
                () => new AblationResolver(plan.Spec, cell.Model.Info, ablation => ChosenHeads.Of(plan, headScores, cell, ablation)).Resolve(),
                through => options.Progress?.Report(new StudyProgress(cell.Id, index, cells.Length, before + through, all)));
            Manifest.Done(cell, ablations);
            folder.Events.Note("cell", ("cell", cell.Key));
        }
        catch (Exception e) when (e is not StoreException && Attempt.IsOfTheCell(e)) // Results that cannot be kept concern all cells.
        {
            options.Logger.CellFailed(e, cell.Id);
            activity?.SetStatus(ActivityStatusCode.Error, e.Message);
            Manifest.Failed(cell, Attempt.Reason(e));
            folder.Events.Note("cell failed", ("cell", cell.Key), ("reason", Attempt.Reason(e)));
        }
    }
}
