using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Studies.Plans;
using Interp.Core.Studies.Running;
using Interp.Core.Studies.Specs;
using Interp.Core.Transformer;
using Interp.Datasets.Benchmarks;
using Interp.Models;

namespace Interp.Samples.Tests.Studies;

/// <summary>A small study of a random model, and what it cost.</summary>
internal sealed class StudyToys
{
    /// <summary>Loads of weights.</summary>
    public int Loads { get; private set; }

    /// <summary>Prompts that went through block 0.</summary>
    public long Forwards { get; private set; }

    public StudySources Sources => new(
        spec => spec.Name.StartsWith("tiny", StringComparison.Ordinal) ? Model(spec.Name) : throw new FileNotFoundException($"there is no model {spec.Name}."),
        spec => spec.Name == "unnatural" ? new StudyDataset(Unnatural.Load().Examples, Unnatural.Benchmark.Format) : throw new InvalidDataException($"{spec.Name}: line 3 is damaged."));

    public static StudySpec Spec(int prompts = 60) => new()
    {
        Models = [new ModelSpec { Name = "tiny-gptneox" }],
        Datasets = [new DatasetSpec { Name = "unnatural" }],
        Demonstrations = 4,
        Prompts = prompts,
        Resamples = 100,
        Measures = ["accuracy_gap", "layers", "error_anatomy", "top_1_accuracy", "attention", "heads", "attribution"],
        Ablations =
        [
            new AblationSpec { Name = "attention", Component = AblatedComponent.Attention, From = 0.5 },
            new AblationSpec { Name = "mlp", Component = AblatedComponent.Mlp, From = 0.5 },
            new AblationSpec { Name = "late", Component = AblatedComponent.Layers, From = 3 },
            new AblationSpec { Name = "five", Component = AblatedComponent.Heads, Heads = [new(0, 1), new(1, 0), new(2, 1), new(3, 0), new(3, 1)] },
            new AblationSpec { Name = "knockout", Component = AblatedComponent.Knockout, From = 2 },
        ],
        Controls = new ControlSpec { Sets = 100, Match = ControlMatch.Uniform },
    };

    public void Run(StudySpec spec, string folder, StudyRunOptions? options = null) => StudyRunner.Run(spec, Sources, folder, options);

    /// <summary>All that a study leaves, but for the times in its manifest and its log.</summary>
    public static IReadOnlyDictionary<string, string> Results(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Select(path => (Path: Path.GetRelativePath(folder, path), Bytes: File.ReadAllBytes(path)))
        .Where(file => file.Path is not ("manifest.json" or "events.jsonl" or "lock" or "owner.json"))
        .ToDictionary(file => file.Path, file => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(file.Bytes)));

    private StudyModel Model(string name)
    {
        var info = Pretrained.Inspect(name);
        return new StudyModel { Info = info.Info, Tokenizer = info.Tokenizer!, Identity = info.Hash(), Load = _ => Load(name) };
    }

    private HookedTransformer Load(string name)
    {
        Loads++;
        var model = Pretrained.Load(name);
        model.Tap(HookPoint.ResidPre(0), Positions.All, stream => Forwards += stream.shape[0]);
        return model;
    }
}
