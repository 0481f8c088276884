using Interp.Core.Studies.Plans;
using Interp.Datasets;
using Interp.Models;

namespace Interp.Samples.Shared.Studies;

/// <summary>Where a study's models and datasets come from: this library's loaders and benchmarks. Paths are relative to the spec.</summary>
public static class StudyOrigins
{
    /// <summary>For a spec file: paths are relative to it.</summary>
    /// <param name="specPath">The file.</param>
    /// <param name="weights">Where the models' weights are.</param>
    public static StudySources Of(string specPath, WeightPlacement weights = WeightPlacement.InMemory) => In(Path.GetDirectoryName(Path.GetFullPath(specPath))!, weights);

    /// <summary>Paths are relative to a folder.</summary>
    /// <param name="beside">The folder.</param>
    /// <param name="weights">Where the models' weights are.</param>
    public static StudySources In(string beside, WeightPlacement weights = WeightPlacement.InMemory) =>
        new(StudyModels.In(beside, PretrainedOptions.Default with { Weights = weights }), StudyDatasets.In(beside));
}
