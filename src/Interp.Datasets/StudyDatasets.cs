using Interp.Core.Studies.Plans;
using Interp.Core.Studies.Specs;

namespace Interp.Datasets;

/// <summary>Datasets of studies: the built-in ones, and benchmarks with their rows in a file or folder.</summary>
public static class StudyDatasets
{
    /// <summary>Finds a study's datasets by what its spec says of them.</summary>
    /// <param name="folder">Paths are relative to it.</param>
    /// <param name="benchmarks">Where names are looked up; null for <see cref="BenchmarkRegistry.Paper"/>.</param>
    /// <returns>One half of <see cref="StudySources"/>.</returns>
    public static Func<DatasetSpec, StudyDataset> In(string folder, BenchmarkRegistry? benchmarks = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return spec =>
        {
            var data = (spec.Path is null ? BuiltInDatasets.Find(spec.Name) : null) ?? FromFile((benchmarks ?? BenchmarkRegistry.Paper).Get(spec.Name), spec, folder);
            return new StudyDataset(data.Examples, data.Benchmark.Format);
        };
    }

    private static LabeledDataset FromFile(Benchmark benchmark, DatasetSpec spec, string folder)
    {
        if (spec.Path is not { } path)
            throw new ArgumentException($"{spec.Name} needs a \"path\", the file or folder with its rows. Data: {benchmark.Origin}.");
        var full = Path.Combine(folder, path);
        return benchmark.Load(Path.Exists(full) ? full : path);
    }
}
