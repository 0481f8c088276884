using Interp.Core.Studies.Running;
using Interp.Core.Studies.Shards;
using Interp.Core.Studies.Specs;
using Interp.Core.Studies.Stores;
using Interp.Samples.Tests.Studies;

namespace Interp.Samples.Tests.Cluster;

/// <summary>Shards that run, stop, go on, and become one study.</summary>
public sealed class ShardRunnerTests
{
    [Fact]
    public void Run_AnyOrder_MergesToTheBytesOfOneMachine()
    {
        using var rig = new ShardRig(ShardRig.Small, 7);
        rig.Plan.Shards.Count(shard => shard.Pieces.Length > 0).Should().BeGreaterThan(4);
        foreach (var index in new[] { 5, 2, 6, 0, 4, 1, 3 })
            rig.Run(index).Should().BeEmpty();
        rig.MergedIsOneMachines();
    }

    [Fact]
    public void Run_AgainWhenDone_ReadsNothing()
    {
        using var rig = new ShardRig(ShardRig.Small, 3);
        rig.RunAll();
        var forwards = rig.Toys.Forwards;
        rig.RunAll();
        rig.Toys.Forwards.Should().Be(forwards);
    }

    /// <summary>The heads that are ablated are copied from the shard that read them, and read again only where nobody has.</summary>
    [Fact]
    public void Run_HeadsThatAnotherShardRead_AreNotReadAgain()
    {
        using var rig = new ShardRig(ShardRig.Small with { Models = [new ModelSpec { Name = "tiny-gptneox" }] }, 3);
        rig.RunAll();
        rig.Plan.Shards[0].Pieces.Should().Equal(new ShardPiece(rig.Plan.Cells[0].Key, 0, 50));
        rig.Toys.Forwards.Should().Be(2 * (70 * 2 + 20), "both cells once, what the one that chooses left answers its ablations; and the 20 pairs of it that nobody had read when the first shard needed them");
    }

    [Fact]
    public void Run_StoppedBetweenWindows_KeepsTheWindowAndGoesOn()
    {
        using var rig = new ShardRig(ShardRig.Small, 2);
        var stops = 0;
        for (var done = false; !done; stops++)
        {
            using var stop = new CancellationTokenSource();
            try
            {
                rig.Run(0, new StudyRunOptions { Stop = stop.Token, Progress = new StopAtOnce(stop, rig.Toys) });
                done = true;
            }
            catch (OperationCanceledException)
            {
                var survey = ShardSurvey.Of(rig.Folder);
                survey.Shards[0].State.Should().Be(ShardState.Broken);
                survey.Missing.ToString().Should().Be("0-1");
            }
        }

        stops.Should().BeGreaterThan(2);
        rig.Run(1);
        rig.MergedIsOneMachines();
    }

    [Fact]
    public void Run_WhileAnotherWorksAtIt_IsRefusedAndOthersAreNot()
    {
        using var rig = new ShardRig(ShardRig.Small, 2);
        var met = false;
        rig.Run(1, new StudyRunOptions
        {
            Progress = new Once(() =>
            {
                met = true;
                FluentActions.Invoking(() => rig.Run(1)).Should().Throw<StoreException>().WithMessage("*00001*is in use by process*");
                ShardSurvey.Of(rig.Folder).Shards[1].State.Should().Be(ShardState.AtWork);
                ShardSurvey.Of(rig.Folder).Missing.ToString().Should().Be("0");
                rig.Run(0);
            }),
        });
        met.Should().BeTrue();
        ShardSurvey.Of(rig.Folder).Shards.Select(shard => shard.State).Should().Equal(ShardState.Done, ShardState.Done);
    }

    [Fact]
    public void Run_BadInput_IsRefusedByName()
    {
        using var rig = new ShardRig(ShardRig.Small, 3);
        FluentActions.Invoking(() => rig.Run(0, spec: rig.Spec with { Seed = 2 })).Should().Throw<InvalidDataException>().WithMessage("*plan.json: is the plan of another spec: $.seed: 1 there, 2 here.*");
        FluentActions.Invoking(() => rig.Run(0, spec: rig.Spec with { Resamples = 7 })).Should().Throw<InvalidDataException>().WithMessage("*plan of another spec*resamples*");
        FluentActions.Invoking(() => rig.Run(3)).Should().Throw<ArgumentException>().WithMessage("--shard: 3 is out of range: the plan's 3 shards are counted from 0 to 2.*");
        FluentActions.Invoking(() => rig.Plan.At(new ArrayTask(0, 4, "AWS_BATCH_JOB_ARRAY_INDEX", null))).Should().Throw<ArgumentException>().WithMessage("AWS_BATCH_JOB_ARRAY_INDEX: 4 shards; the plan has 3.*");
        FluentActions.Invoking(() => rig.Plan.Write(rig.Folder)).Should().Throw<InvalidDataException>().WithMessage("*plan.json: is there already*");
        FluentActions.Invoking(() => ShardPlan.Read(rig.Merged)).Should().Throw<FileNotFoundException>().WithMessage("*there is no plan.json in it*");
        Directory.Exists(Path.Combine(rig.Folder, "shards")).Should().BeFalse("nothing was begun");
    }

    [Fact]
    public void Run_TwoClusters_DoNotShareAFolder()
    {
        using var rig = new ShardRig(ShardRig.Small, 3);
        rig.Run(0, cluster: "Slurm alpha");
        rig.Run(1, cluster: "Slurm alpha");
        FluentActions.Invoking(() => rig.Run(2, cluster: "Slurm beta")).Should().Throw<InvalidDataException>().WithMessage("*belongs to the cluster \"Slurm alpha\"; this is \"Slurm beta\"*");
        rig.Run(2).Should().BeEmpty("a process of no cluster is let in");
    }

    [Fact]
    public void Run_OtherFilesThanPlanned_AreRefused()
    {
        using var rig = new ShardRig(ShardRig.Small, 3);
        var others = rig.Toys.Sources with { Model = spec => rig.Toys.Sources.Model(spec) with { Identity = "other weights" } };
        FluentActions.Invoking(() => ShardRunner.Run(rig.Folder, new ArrayTask(0, 3, "--shard", null), rig.Spec, others)).Should().Throw<InvalidDataException>().WithMessage("shard 0: tiny-gptneox, unnatural*is another cell here*");
        var none = rig.Toys.Sources with { Dataset = _ => throw new FileNotFoundException("rows.csv: is not here.") };
        FluentActions.Invoking(() => ShardRunner.Run(rig.Folder, new ArrayTask(0, 3, "--shard", null), rig.Spec, none)).Should().Throw<InvalidDataException>().WithMessage("shard 0 cannot be run here: tiny-gptneox*rows.csv: is not here.");
    }

    /// <summary>An ablation that the model has no parts for fails in the shard as on one machine.</summary>
    [Fact]
    public void Run_CellThatFails_IsTriedAgainOrMergedWithItsReason()
    {
        using var rig = new ShardRig(ShardRig.Small with { Ablations = [new AblationSpec { Name = "late", Component = AblatedComponent.Layers, From = 30 }], Controls = null, Models = [new ModelSpec { Name = "tiny-gptneox" }, new ModelSpec { Name = "none" }] }, 2);
        rig.Plan.Failures.Should().HaveCount(2).And.OnlyContain(failure => failure.Reason == "there is no model none.");
        rig.Run(0).Should().OnlyContain(failure => failure.Reason.Contains("$.ablations[0].from: the model has no block 30"));
        rig.Run(1);
        var survey = ShardSurvey.Of(rig.Folder);
        survey.Missing.ToString().Should().Be("0-1");
        survey.Failures.Should().HaveCount(4);
        FluentActions.Invoking(() => ShardMerge.Run(rig.Folder, rig.Merged)).Should().Throw<InvalidDataException>().WithMessage("*missing: tiny-gptneox*failed in shard 0: *no block 30*");
        ShardMerge.Run(rig.Folder, rig.Merged, withFailures: true).Cells.Should().OnlyContain(cell => cell.State == CellState.Failed);
        using var whole = new TemporaryFolder();
        rig.Toys.Run(rig.Spec, whole.Path);
        StudyToys.Results(rig.Merged).Should().Equal(StudyToys.Results(whole.Path));
    }

    /// <summary>Stops at the first batch that this run reads.</summary>
    private sealed class StopAtOnce(CancellationTokenSource stop, StudyToys toys) : IProgress<StudyProgress>
    {
        private readonly long _before = toys.Forwards;

        public void Report(StudyProgress value)
        {
            if (toys.Forwards > _before)
                stop.Cancel();
        }
    }

    private sealed class Once(Action act) : IProgress<StudyProgress>
    {
        private bool _done;

        public void Report(StudyProgress value)
        {
            if (_done)
                return;
            _done = true;
            act();
        }
    }
}
