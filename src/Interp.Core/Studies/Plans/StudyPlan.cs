using System.Collections.Immutable;
using Interp.Core.Studies.Specs;

namespace Interp.Core.Studies.Plans;

/// <summary>The cells of a study, made without weights. What cannot be had fails its own cells, with the reason; the rest goes on.</summary>
public sealed class StudyPlan
{
    private StudyPlan(StudySpec spec, ImmutableArray<StudyCell> cells, ImmutableArray<CellFailure> failures) => (Spec, Cells, Failures) = (spec, cells, failures);

    /// <summary>The spec.</summary>
    public StudySpec Spec { get; }

    /// <summary>The cells that can be run: those of one model together, and of these first the ones that choose heads.</summary>
    public ImmutableArray<StudyCell> Cells { get; }

    /// <summary>Those that cannot.</summary>
    public ImmutableArray<CellFailure> Failures { get; }

    /// <summary>Plans a study.</summary>
    /// <param name="spec">What is to be measured.</param>
    /// <param name="sources">Where models and datasets are.</param>
    public static StudyPlan Of(StudySpec spec, StudySources sources) => Of(spec, sources, _ => true);

    /// <summary>Plans some cells of a study; models and datasets of the others are not touched.</summary>
    internal static StudyPlan Of(StudySpec spec, StudySources sources, Func<CellId, bool> wanted)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(sources);
        var datasets = spec.Datasets.ToDictionary(dataset => dataset.Name, dataset => new Lazy<Attempt<StudyDataset>>(() => Attempt.Of(() => sources.Dataset(dataset))));
        var (cells, failures) = (ImmutableArray.CreateBuilder<StudyCell>(), ImmutableArray.CreateBuilder<CellFailure>());
        foreach (var modelSpec in spec.Models)
        {
            CellId[] ids = [.. Ids(spec, modelSpec.Name).Where(wanted)];
            if (ids.Length == 0)
                continue;
            var model = Attempt.Of(() => sources.Model(modelSpec));
            foreach (var id in ids)
            {
                var dataset = datasets[id.Dataset].Value;
                var cell = model.Failure is null && dataset.Failure is null ? Attempt.Of(() => StudyCell.Of(id, spec, model.Value!, dataset.Value!)) : new(null, model.Failure ?? dataset.Failure);
                if (cell.Value is { } planned)
                    cells.Add(planned);
                else
                    failures.Add(new CellFailure(id, cell.Failure!));
            }
        }

        return new(spec, cells.ToImmutable(), failures.ToImmutable());
    }

    /// <summary>The cell whose false prompts choose the heads of an ablation; null where it cannot be run.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="ablation">An ablation of top heads.</param>
    internal StudyCell? ChooserOf(string model, AblationSpec ablation)
    {
        var id = HeadsFrom(Spec, model, ablation);
        return Cells.FirstOrDefault(cell => cell.Id == id);
    }

    /// <summary>True where the heads of an ablation are chosen on this cell.</summary>
    /// <param name="cell">One of <see cref="Cells"/>.</param>
    internal bool ChoosesHeads(StudyCell cell) => Spec.Ablations.Any(ablation => ablation.Top is not null && ChooserOf(cell.Id.Model, ablation) == cell);

    /// <summary>The cells that choose heads of a model.</summary>
    internal static IEnumerable<CellId> Choosers(StudySpec spec, string model) =>
        spec.Ablations.Where(ablation => ablation.Top is not null).Select(ablation => HeadsFrom(spec, model, ablation)).Distinct();

    private static CellId HeadsFrom(StudySpec spec, string model, AblationSpec ablation)
    {
        var dataset = spec.Datasets.First(dataset => ablation.HeadsFrom is null || dataset.Name == ablation.HeadsFrom);
        var setting = spec.Settings.Contains(Prompts.Setting.Permuted) ? Prompts.Setting.Permuted : spec.Settings[0];
        return new(model, dataset.Name, setting, dataset.Formats[0]);
    }

    private static IEnumerable<CellId> Ids(StudySpec spec, string model)
    {
        var all = from dataset in spec.Datasets
                  from format in dataset.Formats
                  from setting in spec.Settings
                  select new CellId(model, dataset.Name, setting, format);
        return Choosers(spec, model).Concat(all).Distinct();
    }
}
