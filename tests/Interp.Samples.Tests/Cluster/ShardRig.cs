using Interp.Core.Studies.Plans;
using Interp.Core.Studies.Running;
using Interp.Core.Studies.Shards;
using Interp.Core.Studies.Specs;
using Interp.Samples.Tests.Studies;

namespace Interp.Samples.Tests.Cluster;

/// <summary>A small study dealt to shards in a folder.</summary>
internal sealed class ShardRig : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ShardRig(StudySpec spec, int shards)
    {
        Spec = spec;
        ShardPlanner.Of(StudyPlan.Of(spec, Toys.Sources), shards).Write(Folder);
    }

    public StudySpec Spec { get; }

    public StudyToys Toys { get; } = new();

    /// <summary>The folder that the tasks share.</summary>
    public string Folder => _folder.File("shared");

    public string Merged => _folder.File("merged");

    public ShardPlan Plan => ShardPlan.Read(Folder);

    /// <summary>Two models, two settings, heads that are chosen, windows of fifty and less.</summary>
    public static StudySpec Small => StudyToys.Spec(70) with
    {
        Models = [new ModelSpec { Name = "tiny-gptneox" }, new ModelSpec { Name = "tiny-gptj" }],
        Settings = [Core.Prompts.Setting.Random, Core.Prompts.Setting.Permuted],
        Measures = ["accuracy_gap", "layers"],
        Ablations = [new AblationSpec { Name = "top", Component = AblatedComponent.Heads, Top = 2 }, new AblationSpec { Name = "late", Component = AblatedComponent.Layers, From = 3 }],
        Controls = new ControlSpec { Sets = 3 },
    };

    public string Shard(int index) => Path.Combine(Folder, "shards", index.ToString("D5", System.Globalization.CultureInfo.InvariantCulture));

    public IReadOnlyList<CellFailure> Run(int index, StudyRunOptions? options = null, string? cluster = null, StudySpec? spec = null) =>
        ShardRunner.Run(Folder, new ArrayTask(index, null, "--shard", cluster), spec ?? Spec, Toys.Sources, options);

    public void RunAll()
    {
        for (var index = 0; index < Plan.Shards.Length; index++)
            Run(index);
    }

    /// <summary>What merging leaves, and what one machine leaves.</summary>
    public void MergedIsOneMachines()
    {
        ShardMerge.Run(Folder, Merged);
        Toys.Run(Spec, _folder.File("whole"));
        StudyToys.Results(Merged).Should().Equal(StudyToys.Results(_folder.File("whole")));
    }

    public void Dispose() => _folder.Dispose();
}
