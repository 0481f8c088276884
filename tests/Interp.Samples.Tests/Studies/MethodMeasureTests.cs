using Interp.Core.Circuits;
using Interp.Core.Results;
using Interp.Core.Studies.Plans;
using Interp.Core.Studies.Running;
using Interp.Core.Studies.Shards;
using Interp.Core.Studies.Specs;
using Interp.Core.Studies.Stores;
using Interp.Core.Sweeps;
using Interp.Core.Transformer;
using Interp.Models;

namespace Interp.Samples.Tests.Studies;

/// <summary>The methods around the paper as measures of a study.</summary>
public sealed class MethodMeasureTests : IDisposable
{
    private static readonly string[] Methods = ["attribution_patching", "path_patching", "causal_tracing", "steering", "probes", "patchscopes"];

    private readonly TemporaryFolder _folder = new();
    private int _loads;

    /// <summary>Models that nobody listens to: paths and patches would not see hooks of the user's own.</summary>
    private StudySources Sources
    {
        get
        {
            var models = StudyModels.In(".");
            return new StudyToys().Sources with { Model = spec => models(spec) with { Load = _ => Load(spec.Name) } };
        }
    }

    private static StudySpec Spec => StudyToys.Spec(20) with { Models = [new ModelSpec { Name = "overthinker" }], Measures = ["accuracy_gap", .. Methods], Ablations = [], Controls = null, Demonstrations = 3 };

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Category", "Long")]
    public void Run_EveryMethod_HasRowsWithIntervals()
    {
        Run(Spec, _folder.Path);
        var rows = ResultsFolder.Read(_folder.File("tables")).Measures;
        foreach (var method in Methods)
            rows.Where(row => row.Measure.StartsWith($"{method} ", StringComparison.Ordinal)).Should().NotBeEmpty(method).And.OnlyContain(row => row.Low <= row.Value && row.Value <= row.High);
    }

    [Fact]
    public void Run_AttributionPatching_IsWhatTheMethodItselfSays()
    {
        var spec = Spec with { Measures = ["attribution_patching"] };
        Run(spec, _folder.Path);
        var aligned = ContrastSet.Aligned(StudyPlan.Of(spec, Sources).Cells[0].Prompts());
        using var model = Pretrained.Load("overthinker");
        var effects = AttributionPatching.Estimate(model, ContrastSet.Of(aligned), CircuitNode.Parts(model), SweepOptions.Default);
        var rows = ResultsFolder.Read(_folder.File("tables")).Measures;
        foreach (var node in effects.Parts)
            rows.Single(row => row.Measure == $"attribution_patching {node}").Value.Should().BeApproximately(effects.MeanAt(node), 1e-6);
    }

    [Fact]
    [Trait("Category", "Long")]
    public void Run_MethodsAddedAndPromptsAdded_EqualsAllFromTheStart()
    {
        Run(Spec with { Measures = ["accuracy_gap"] }, _folder.File("amended"));
        Run(Spec, _folder.File("amended"));
        Run(Spec with { Prompts = 25 }, _folder.File("amended"));
        Run(Spec with { Prompts = 25 }, _folder.File("whole"));
        StudyToys.Results(_folder.File("amended")).Should().Equal(StudyToys.Results(_folder.File("whole")));
    }

    [Fact]
    public void Run_PairsThatDoNotStandTokenByToken_AreSaidToHaveNoNumber()
    {
        Run(Spec with { Models = [new ModelSpec { Name = "tiny-gptneox" }], Measures = ["attribution_patching"] }, _folder.Path);
        ResultsFolder.Read(_folder.File("tables")).Measures.Should().Contain(row => row.Measure == "attribution_patching head 1.0" && row.Note!.Contains("of 20 pairs"));
    }

    [Fact]
    [Trait("Category", "Long")]
    public void Run_FinishedStudy_LoadsNothing()
    {
        Run(Spec, _folder.Path);
        Run(Spec, _folder.Path);
        _loads.Should().Be(1);
    }

    [Fact]
    public void Plan_ShardsOfAMethod_SayWhatToDo() =>
        FluentActions.Invoking(() => ShardPlanner.Of(StudyPlan.Of(Spec, Sources), 3)).Should().Throw<ArgumentException>().WithMessage("*attribution_patching*whole cells*leave it out*");

    private void Run(StudySpec spec, string folder) => StudyRunner.Run(spec, Sources, folder).Cells.Should().OnlyContain(cell => cell.State == CellState.Done, "{0}", spec);

    private HookedTransformer Load(string name)
    {
        _loads++;
        return Pretrained.Load(name);
    }
}
