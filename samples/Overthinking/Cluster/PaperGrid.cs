using System.Collections.Immutable;
using System.Globalization;
using Interp.Core.Prompts;
using Interp.Core.Studies.Plans;
using Interp.Core.Studies.Shards;
using Interp.Core.Studies.Specs;
using Interp.Datasets;
using Interp.Samples.Shared.Studies;

namespace Interp.Samples.Overthinking.Cluster;

/// <summary>
/// The paper's whole grid as a plan of shards, without weights or data: eleven models by their configs, sixteen tasks by
/// the lengths of prompts that were drawn of real rows with the models' tokenizers, three settings, all ablations.
/// </summary>
internal static class PaperGrid
{
    /// <summary>Pairs whose lengths were averaged.</summary>
    public const int DrawnPairs = 50;

    private const string Lengths = "paper-tokens.csv";

    /// <summary>Windows of pairs by the room of a prompt, as a study makes them.</summary>
    private static int WindowPairs(int maximumTokens) => maximumTokens <= 1024 ? 25 : 10;

    /// <summary>The study.</summary>
    public static StudySpec Spec { get; } = new()
    {
        Models = [.. PaperGridModel.All.Select(model => new ModelSpec { Name = model.Name })],
        Datasets = [.. BenchmarkRegistry.Paper.All.Select(benchmark => new DatasetSpec { Name = benchmark.Key, Averaged = !PaperSuite.Suite.Toys.Contains(benchmark.Key) })],
        Settings = [Setting.Permuted, Setting.HalfPermuted, Setting.Random],
        Demonstrations = 40,
        Prompts = 1000,
        Ablations =
        [
            new AblationSpec { Name = "late attention", Component = AblatedComponent.Attention, From = 0.57 },
            new AblationSpec { Name = "late mlp", Component = AblatedComponent.Mlp, From = 0.57 },
            new AblationSpec { Name = "late layers", Component = AblatedComponent.Layers, From = 0.57 },
            new AblationSpec { Name = "heads", Component = AblatedComponent.Heads, Top = 5, HeadsFrom = "unnatural" },
        ],
        Controls = new ControlSpec { Sets = 100, Match = ControlMatch.Uniform },
    };

    /// <summary>The plan.</summary>
    /// <param name="shards">How many machines.</param>
    public static ShardPlan Plan(int shards)
    {
        var tokens = Tokens();
        ImmutableArray<ShardCell> cells = [.. from model in PaperGridModel.All
                                              from dataset in Spec.Datasets
                                              from setting in Spec.Settings
                                              let id = new CellId(model.Name, dataset.Name, setting, 0)
                                              select new ShardCell(id, id.ToString(), WindowPairs(model.ContextLength), ShardCosts.OfPair(Spec, model.Info, tokens[(dataset.Name, model.Prompts)]))];
        return ShardPlan.Of(Spec, cells, PaperGridModel.All.ToDictionary(model => model.Name, model => ShardCosts.OfModel(Spec, model.Name, model.Info, cells)), shards);
    }

    /// <summary>Mean tokens of a pair of prompts, by dataset and kind of prompts.</summary>
    private static Dictionary<(string Dataset, string Prompts), double> Tokens()
    {
        using var stream = typeof(PaperGrid).Assembly.GetManifestResourceStream(Lengths)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(','))
            .ToDictionary(row => (row[0], row[1]), row => double.Parse(row[2], CultureInfo.InvariantCulture));
    }
}
