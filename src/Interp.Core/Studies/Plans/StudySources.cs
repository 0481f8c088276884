using Interp.Core.Studies.Specs;

namespace Interp.Core.Studies.Plans;

/// <summary>Where a study gets models and datasets from: the core knows neither checkpoints nor benchmarks.</summary>
/// <param name="Model">Finds a model; throws what says why it cannot be had.</param>
/// <param name="Dataset">Finds a dataset; throws what says why it cannot be had.</param>
public sealed record StudySources(Func<ModelSpec, StudyModel> Model, Func<DatasetSpec, StudyDataset> Dataset);
