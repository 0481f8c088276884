using Interp.Core.Lens;
using Interp.Core.LinearLenses;
using Interp.Core.Prompts;
using Interp.Core.Results;
using Interp.Core.Studies;
using Interp.Core.Studies.Running;
using Interp.Core.Studies.Specs;
using Interp.Core.Studies.Stores;
using Interp.Datasets.Benchmarks;
using Interp.Models;
using Interp.Models.Lenses;
using Interp.Samples.Shared.Studies;
using static TorchSharp.torch;

namespace Interp.Samples.Tests.Studies;

/// <summary>Models of a study that other lenses read.</summary>
public sealed class LensStudyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_WithLenses_ReadsEachModelByItsOwn()
    {
        using var model = Pretrained.Load("overthinker");
        using var zeros = Tuned(model.Info.DModel, model.Info.Layers);
        using var jacobian = JacobianLens.Compute(model, model.Batch("apple: fruit. tennis: sport. kiwi: fruit. golf: sport. plum: fruit.").Sequences, new JacobianLensOptions { SkipFirst = 4, RowsAtOnce = 32 });
        TunedLensFolder.Save(_folder.File("zeros"), zeros, model, "overthinker");
        JacobianLensFile.Save(_folder.File("jacobian.pt"), jacobian, model, 1);

        var manifest = StudyRunner.Run(Spec("""{ "name": "overthinker" }, { "name": "zeros", "source": "overthinker", "lens": "zeros" }, { "name": "jacobian", "source": "overthinker", "lens": "jacobian.pt" }"""), StudyOrigins.In(_folder.Path), _folder.File("study"));
        manifest.Cells.Should().OnlyContain(cell => cell.State == CellState.Done);
        manifest.Cells.Select(cell => cell.Key).Should().OnlyHaveUniqueItems("the lens is a part of what decides a cell");
        var tables = ResultsFolder.Read(_folder.File("study/tables"));
        Of(tables.Measurements, "zeros").Should().Equal(Of(tables.Measurements, "overthinker"), "zeros change nothing");
        Of(tables.Ablations, "zeros").Should().Equal(Of(tables.Ablations, "overthinker")).And.NotBeEmpty();
        Of(tables.Measures, "zeros").Should().Equal(Of(tables.Measures, "overthinker")).And.Contain(row => row.Measure == "critical_layer_published");

        var prompts = Unnatural.Load().Prompts(model.Tokenizer, Setting.Permuted, demonstrations: 4, count: 12, seed: 1);
        var reading = LogitLens.Read(model, prompts, new LensOptions { Readout = new LinearLensReadout(model, jacobian) });
        var expected = Measurements.Of(reading, "jacobian").Select(row => (row.Prompts, row.State, row.Demonstration, row.CalibratedAccuracy));
        tables.Measurements.Where(row => row.Model == "jacobian").Select(row => (row.Prompts, row.State, row.Demonstration, row.CalibratedAccuracy)).Should().BeEquivalentTo(expected);
        Of(tables.Measurements, "jacobian").Should().NotEqual(Of(tables.Measurements, "overthinker"));
    }

    [Fact]
    public void Run_LensOfAnotherModelOrNone_FailsItsCellsWithTheReason()
    {
        using var model = TinyModel.GptNeoX();
        using var zeros = Tuned(model.Info.DModel, model.Info.Layers);
        TunedLensFolder.Save(_folder.File("other"), zeros, model, "tiny");
        var manifest = StudyRunner.Run(Spec("""{ "name": "other", "source": "overthinker", "lens": "other" }, { "name": "none", "source": "overthinker", "lens": "nowhere.pt" }"""), StudyOrigins.In(_folder.Path), _folder.File("study"));
        manifest.Cells.Should().OnlyContain(cell => cell.State == CellState.Failed).And.HaveCount(2);
        manifest.Cells.Single(cell => cell.Id.Model == "other").Reason.Should().Contain("d_model is 48, the model's 96");
        manifest.Cells.Single(cell => cell.Id.Model == "none").Reason.Should().Contain("nowhere.pt").And.Contain("tuned-lens folder");
    }

    private static StudySpec Spec(string models) => SpecFile.Parse($$"""
        { "models": [{{models}}], "datasets": [{ "name": "unnatural" }], "demonstrations": 4, "prompts": 12, "resamples": 100,
          "measures": ["accuracy_gap", "layers", "top_1_accuracy"], "ablations": [{ "name": "late", "component": "layers", "from": 4 }] }
        """);

    private static TRow[] Of<TRow>(IEnumerable<TRow> rows, string model)
        where TRow : ResultRow => [.. rows.Where(row => row.Model == model).Select(row => row with { Source = row.Source with { Model = "" } })];

    private static LinearLens Tuned(int width, int layers) =>
        new(LinearLensKind.Tuned, Enumerable.Range(0, layers).ToDictionary(state => state, _ => new StateMap(zeros(width, width), zeros(width))));
}
