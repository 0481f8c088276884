using Interp.Core.Prompts;
using Interp.Core.Studies.Plans;
using Interp.Core.Studies.Running;
using Interp.Core.Studies.Specs;
using Interp.Datasets.Benchmarks;
using Interp.Models;

namespace Interp.Samples.Tests.Reports;

/// <summary>A small study, run once for all tests that make pages of it, whose model, texts and labels try to be more than text.</summary>
public sealed class ReportStudy : IDisposable
{
    public const string Model = "m</title><script>alert(1)</script>";
    public const string Hostile = "hostile \"dataset\" <img src=x onerror=alert(2)>";
    private static readonly string[] Texts =
    [
        "</script><script>alert(3)</script>", "<!-- a comment begins", "]]></style>", "&lt;b&gt; &amp; &#60;", "\u202Eesrever", "a\u0001b\u007Fc", "'\"><svg onload=alert(4)>", "javascript:alert(5)",
    ];

    private readonly TemporaryFolder _folder = new();

    public ReportStudy()
    {
        StudyRunner.Run(Spec, new StudySources(_ => Tiny(), spec => spec.Name == "unnatural" ? new StudyDataset(Unnatural.Load().Examples, Unnatural.Benchmark.Format) : HostileData()), Folder, null);
    }

    /// <summary>The study's folder; not to be changed.</summary>
    public string Folder => _folder.File("study");

    private static StudySpec Spec => new()
    {
        Models = [new ModelSpec { Name = Model, Source = "tiny-gptneox" }],
        Datasets = [new DatasetSpec { Name = "unnatural" }, new DatasetSpec { Name = Hostile }],
        Settings = [Setting.Permuted, Setting.Random],
        Demonstrations = 4,
        Prompts = 20,
        Resamples = 100,
        Measures = ["accuracy_gap", "layers", "error_anatomy", "attention", "heads", "attribution"],
        Ablations =
        [
            new AblationSpec { Name = "attention", Component = AblatedComponent.Attention, From = 0.5 },
            new AblationSpec { Name = "heads </td><script>", Component = AblatedComponent.Heads, Heads = [new(1, 0), new(3, 1)] },
            new AblationSpec { Name = "head 2.1", Component = AblatedComponent.Heads, Heads = [new(2, 1)] },
        ],
        Controls = new ControlSpec { Sets = 5, Match = ControlMatch.Uniform },
    };

    /// <summary>A copy of the study that a test may spoil.</summary>
    internal string CopyTo(TemporaryFolder folder)
    {
        foreach (var path in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories))
            folder.Write(Path.Combine("copy", Path.GetRelativePath(Folder, path)), File.ReadAllBytes(path));
        return folder.File("copy");
    }

    public void Dispose() => _folder.Dispose();

    private static StudyModel Tiny()
    {
        var info = Pretrained.Inspect("tiny-gptneox");
        return new StudyModel { Info = info.Info, Tokenizer = info.Tokenizer!, Identity = info.Hash(), Load = _ => Pretrained.Load("tiny-gptneox") };
    }

    private static StudyDataset HostileData() => new(
        new ExampleSet { Dataset = Hostile, Source = "this test", Rows = [.. Texts.Select((text, i) => new Example([text], i % 2))] },
        (index, _) => new PromptFormat(["<b>yes", "no\"'&"], "{}\nAnswer: {}.", index: index));
}
