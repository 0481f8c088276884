using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Prompts;
using Interp.Core.Studies.Plans;
using Interp.Core.Studies.Running;
using Interp.Core.Studies.Specs;
using Interp.Core.Sweeps;
using Interp.Core.Tokens;
using Interp.Core.Transformer;
using Interp.Datasets;
using Interp.Models;

namespace Interp.Benchmarks;

/// <summary>A whole study beside the plain forwards of its prompts.</summary>
internal static class StudyRatio
{
    /// <summary>Lens, prefix matching, attribution, knockout, four kinds of ablation, 100 random controls.</summary>
    public static void Run(string[] args)
    {
        if (args is not [var model, var dataset, var data])
        {
            Console.WriteLine("--study MODEL DATASET FOLDER, as in: --study ../shared/models/SmolLM2-135M-Instruct.Q4_1.gguf sst2 ../shared/datasets/sst2/stsa");
            return;
        }

        var spec = new StudySpec
        {
            Models = [new ModelSpec { Name = "model", Source = Path.GetFullPath(model) }],
            Datasets = [new DatasetSpec { Name = dataset, Path = Path.GetFullPath(data) }],
            Settings = [Setting.Permuted],
            Demonstrations = 12,
            Prompts = 40,
            Measures = ["accuracy_gap", "layers", "attention", "heads", "attribution"],
            Ablations =
            [
                new AblationSpec { Name = "late attention", Component = AblatedComponent.Attention, From = 0.66 },
                new AblationSpec { Name = "late mlps", Component = AblatedComponent.Mlp, From = 0.66 },
                new AblationSpec { Name = "late layers", Component = AblatedComponent.Layers, From = 0.66 },
                new AblationSpec { Name = "heads", Component = AblatedComponent.Heads, Top = 5 },
                new AblationSpec { Name = "knockout", Component = AblatedComponent.Knockout, Top = 5 },
            ],
            Controls = new ControlSpec { Sets = 100 },
        };
        using var loaded = Pretrained.Load(model);
        var inspected = StudyModels.In(".")(spec.Models[0]);
        var study = inspected with { Load = _ => Pretrained.Load(model) };
        var sources = new StudySources(_ => study, StudyDatasets.In("."));
        Prompt[] prompts = [.. StudyPlan.Of(spec, sources).Cells[0].Prompts().Pairs.SelectMany(pair => new[] { pair.Correct, pair.False })];

        var done = 0;
        Console.WriteLine(Machine.Name);
        var rounds = PairedRounds.Run(3,
            () => Sweep.Run(loaded, prompts, [new LastState()]),
            () =>
            {
                var folder = Directory.CreateTempSubdirectory("interp-study");
                StudyRunner.Run(spec, sources, Path.Combine(folder.FullName, $"{done++}"));
                folder.Delete(recursive: true);
            });
        Console.WriteLine(rounds.Row($"plain forwards of {prompts.Length} prompts", 0, 0));
        Console.WriteLine(rounds.Row("the whole study, loading and tables included", 1, 0));
    }

    private sealed class LastState : IReader
    {
        public IEnumerable<Want> Wants(HookedTransformer model, IReadOnlyList<IMarkedTokens> set) => [new(HookPoint.ResidPost(model.Info.Layers - 1), Positions.PreLabel, _ => { })];
    }
}
