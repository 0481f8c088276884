using Interp.Core.Studies.Plans;
using Interp.Core.Studies.Specs;
using Interp.Datasets;
using Interp.Models;
using static TorchSharp.torch;

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
    public static StudySources In(string beside, WeightPlacement weights = WeightPlacement.InMemory)
    {
        ArgumentException.ThrowIfNullOrEmpty(beside);
        return new StudySources(spec => Model(spec.Source ?? spec.Name, beside, weights), spec => Dataset(spec, beside));
    }

    private static StudyModel Model(string source, string beside, WeightPlacement weights)
    {
        var found = Resolve(source, beside);
        var info = Pretrained.Inspect(found);
        return new StudyModel
        {
            Info = info.Info,
            Tokenizer = info.Tokenizer ?? throw new InvalidDataException($"{source}: the model comes without a tokenizer; put its tokenizer.json beside the weights."),
            Identity = info.Hash(),
            Load = dtype => Pretrained.Load(found, PretrainedOptions.Default with { Dtype = DtypeOf(dtype), Weights = weights }),
        };
    }

    private static StudyDataset Dataset(DatasetSpec spec, string beside)
    {
        var data = spec.Path is null ? BuiltInDatasets.Find(spec.Name) : null;
        data ??= FromFile(BenchmarkRegistry.Paper.Get(spec.Name), spec, beside);
        return new StudyDataset(data.Examples, data.Benchmark.Format);
    }

    private static LabeledDataset FromFile(Benchmark benchmark, DatasetSpec spec, string beside) => spec.Path is { } path
        ? benchmark.Load(Resolve(path, beside))
        : throw new ArgumentException($"{spec.Name} needs a \"path\", the file or folder with its rows. Data: {benchmark.Origin}.");

    private static string Resolve(string path, string beside)
    {
        var full = Path.Combine(beside, path);
        return File.Exists(full) || Directory.Exists(full) ? full : path;
    }

    private static ScalarType DtypeOf(StudyDtype dtype) => dtype switch
    {
        StudyDtype.Float32 => ScalarType.Float32,
        StudyDtype.Bfloat16 => ScalarType.BFloat16,
        StudyDtype.Float64 => ScalarType.Float64,
        _ => throw new ArgumentOutOfRangeException(nameof(dtype), dtype, "There is no such dtype."),
    };
}
