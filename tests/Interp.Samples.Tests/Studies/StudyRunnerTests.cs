using Interp.Core.Results;
using Interp.Core.Studies.Running;
using Interp.Core.Studies.Specs;
using Interp.Core.Studies.Stores;
using Interp.Core.Studies.Tables;

namespace Interp.Samples.Tests.Studies;

public sealed class StudyRunnerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StudyToys _toys = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Lens, vocabulary, heads, attribution, knockout, 100 random sets, attention, MLP, late-layer and 5-head ablations.</summary>
    [Fact]
    public void Run_AllMeasures_SendEachPromptThroughOnce()
    {
        _toys.Run(StudyToys.Spec(), _folder.Path);
        _toys.Forwards.Should().Be(2 * 60);
        _toys.Loads.Should().Be(1);

        var tables = ResultsFolder.Read(_folder.File("tables"));
        tables.Ablations.Select(row => row.Ablation).Distinct().Should().Equal("attention", "mlp", "late", "five", "five controls", "knockout");
        tables.Measurements.Should().HaveCount(2 * 5 * 4, "kinds, states and positions").And.OnlyContain(row => row.Low <= row.CalibratedAccuracy && row.CalibratedAccuracy <= row.High && row.Count == 60 && row.Method != null);
        tables.Heads.Select(row => row.Rank).Should().BeEquivalentTo(Enumerable.Range(1, tables.Heads.Count));
        tables.Measures.Should().Contain(row => row.Measure == "attribution Embedding").And.Contain(row => row.Measure == "predicted_truth");
    }

    /// <summary>The heads are known only when all prompts were read; what was kept answers then.</summary>
    [Theory]
    [InlineData(1L << 30, 1L << 30, 1)]
    [InlineData(1L << 30, 0, 1)]
    [InlineData(0, 0, 2)]
    public void Run_HeadsChosenByTheStudyItself_ReadsPromptsOnceWhereTheyCanBeKept(long kept, long inMemory, int times)
    {
        var spec = StudyToys.Spec() with { Ablations = [new AblationSpec { Name = "top", Component = AblatedComponent.Heads, Top = 2 }, new AblationSpec { Name = "knockout", Component = AblatedComponent.Knockout, Top = 2 }] };
        _toys.Run(spec, _folder.File("kept"), new StudyRunOptions { KeptBytes = kept, KeptInMemory = inMemory });
        _toys.Forwards.Should().Be(times * 2 * 60);
        new StudyToys().Run(spec, _folder.File("again"), new StudyRunOptions { KeptBytes = 0 });
        StudyToys.Results(_folder.File("kept")).Should().Equal(StudyToys.Results(_folder.File("again")));
    }

    [Fact]
    public void Run_FinishedStudy_LoadsNothingAndChangesNothing()
    {
        _toys.Run(StudyToys.Spec(), _folder.Path);
        var before = StudyToys.Results(_folder.Path);
        _toys.Run(StudyToys.Spec(), _folder.Path);
        _toys.Loads.Should().Be(1);
        StudyToys.Results(_folder.Path).Should().Equal(before);
    }

    [Theory]
    [InlineData(50, 110)]
    [InlineData(60, 75)] // A short window grows.
    public void Run_PromptsAdded_EqualsAllFromTheStart(int before, int after)
    {
        var window = before / 50 * 50;
        AddPrompts(StudyToys.Spec(), before, after);
        _toys.Forwards.Should().Be(2 * (before + (after - window) + after), "pairs of whole windows are not read again");
    }

    [Fact]
    [Trait("Category", "Long")]
    public void Run_FiveHundredAddedToFiveHundred_EqualsAThousandFromTheStart()
    {
        AddPrompts(StudyToys.Spec() with { Demonstrations = 2, Measures = ["accuracy_gap", "layers", "error_anatomy", "heads"], Ablations = [], Controls = null }, 500, 1000);
        _toys.Forwards.Should().Be(2 * 2 * 1000, "each of the first 500 pairs is read once");
        ResultsFolder.Read(_folder.File("amended/tables")).Measurements.Should().OnlyContain(row => row.Count == 1000).And.NotBeEmpty();
    }

    /// <summary>Compares a study that grew with one that was as large from the start, byte for byte.</summary>
    private void AddPrompts(StudySpec spec, int before, int after)
    {
        _toys.Run(spec with { Prompts = before }, _folder.File("amended"));
        _toys.Run(spec with { Prompts = after }, _folder.File("amended"));
        _toys.Run(spec with { Prompts = after }, _folder.File("whole"));
        StudyToys.Results(_folder.File("amended")).Should().Equal(StudyToys.Results(_folder.File("whole")));
    }

    [Fact]
    public void Run_ModelSettingMeasureAndAblationAdded_ReadsOnlyWhatIsNew()
    {
        var spec = StudyToys.Spec() with { Measures = ["accuracy_gap"], Ablations = [], Controls = null };
        _toys.Run(spec, _folder.Path);
        _toys.Run(spec with { Measures = ["accuracy_gap", "layers", "uncalibrated_accuracy", "error_anatomy"] }, _folder.Path);
        _toys.Forwards.Should().Be(2 * 60, "these measures need no forward");
        _toys.Loads.Should().Be(1);

        var more = spec with
        {
            Models = [.. spec.Models, new ModelSpec { Name = "tiny-gptj" }],
            Measures = ["accuracy_gap", "layers", "uncalibrated_accuracy", "error_anatomy"],
            Settings = [.. spec.Settings, Core.Prompts.Setting.Random],
            Ablations = [new AblationSpec { Name = "top", Component = AblatedComponent.Heads, Top = 2 }],
        };
        _toys.Run(more, _folder.Path);
        _toys.Run(more, _folder.File("whole"));
        StudyToys.Results(_folder.Path).Where(file => !file.Key.StartsWith("whole", StringComparison.Ordinal)).ToDictionary().Should().Equal(StudyToys.Results(_folder.File("whole")));
    }

    [Fact]
    public void Run_StoppedAnywhere_GoesOnToTheSameResults()
    {
        _toys.Run(StudyToys.Spec(110), _folder.File("whole"));
        var expected = StudyToys.Results(_folder.File("whole"));
        var stops = 0;
        for (var finished = false; !finished; stops++)
        {
            using var stop = new CancellationTokenSource();
            var after = 10 + 17 * stops;
            try
            {
                _toys.Run(StudyToys.Spec(110), _folder.File("stopped"), new StudyRunOptions { BatchTokens = 400, Cancellation = stop.Token, Progress = new StopAfter(stop, after) });
                finished = true;
            }
            catch (OperationCanceledException)
            {
                StudyManifest.Read(_folder.File("stopped")).Finished.Should().BeNull();
            }
        }

        stops.Should().BeGreaterThan(5);
        StudyToys.Results(_folder.File("stopped")).Keys.Should().BeEquivalentTo(expected.Keys);
    }

    [Fact]
    public void Run_WhatCannotBeHad_IsARowWithItsReasonAndTheRestGoesOn()
    {
        var spec = StudyToys.Spec() with
        {
            Models = [new ModelSpec { Name = "none" }, new ModelSpec { Name = "tiny-llama" }],
            Datasets = [new DatasetSpec { Name = "sst2" }, new DatasetSpec { Name = "unnatural", Formats = [0, 7] }],
        };
        _toys.Run(spec, _folder.Path);
        var failed = ResultTables.Measures.Read(_folder.File("tables/measures.csv.gz")).Where(row => row.Measure == "cell").ToDictionary(row => (row.Model, row.Dataset, row.Format), row => row.Note);
        failed.Should().HaveCount(5);
        failed[("none", "unnatural", 0)].Should().Be("there is no model none.");
        failed[("tiny-llama", "sst2", 0)].Should().Be("sst2: line 3 is damaged.");
        failed[("tiny-llama", "unnatural", 7)].Should().Contain("has 1 formats");
        ResultTables.Measurements.Read(_folder.File("tables/measurements.parquet")).Should().OnlyContain(row => row.Model == "tiny-llama").And.NotBeEmpty();
    }

    [Fact]
    public void Make_OtherMeasures_NeedsNoModelButWhatWasRead()
    {
        _toys.Run(StudyToys.Spec() with { Measures = ["accuracy_gap"] }, _folder.Path);
        StudyTables.Make(_folder.Path, ["error_anatomy", "layers"]);
        ResultTables.Measures.Read(_folder.File("tables/measures.csv.gz")).Select(row => row.Measure).Should().Contain("predicted_other").And.Contain("early_exit_layer").And.NotContain("accuracy_gap");
        FluentActions.Invoking(() => StudyTables.Make(_folder.Path, ["gap"])).Should().Throw<InvalidDataException>().WithMessage("$.measures[0]: found \"gap\"*");
        FluentActions.Invoking(() => StudyTables.Make(_folder.Path, ["top_1_accuracy"])).Should().Throw<InvalidDataException>().WithMessage("*top_1_accuracy*was not read*");
        FluentActions.Invoking(() => StudyTables.Make(_folder.Path, ["heads"])).Should().Throw<InvalidDataException>().WithMessage("*heads*was not read*");
    }

    private sealed class StopAfter(CancellationTokenSource stop, long prompts) : IProgress<StudyProgress>
    {
        public void Report(StudyProgress value)
        {
            if (value.Prompts >= prompts)
                stop.Cancel();
        }
    }
}
