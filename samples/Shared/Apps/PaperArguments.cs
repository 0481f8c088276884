using System.CommandLine;
using System.Numerics;
using Interp.Samples.Shared.Figures;
using Interp.Samples.Shared.Hosting;

namespace Interp.Samples.Shared.Apps;

/// <summary>The options that the apps of figures and tables have in common.</summary>
internal sealed class PaperArguments
{
    private readonly Option<string?> _results = new("--results") { Description = "Folder with result rows, of this program or of the paper's authors; without it the rows are measured.", HelpName = "FOLDER" };
    private readonly Option<string?> _model = new("--model") { Description = $"Of stored rows, only this model. Else what is run: a .gguf file, a model folder, a hub id, or a built-in model ({DefaultModel.Name} if none is named).", HelpName = "MODEL" };
    private readonly Option<string[]> _datasets = new("--dataset") { Description = "Datasets of the paper: sst2, agnews, unnatural, …", HelpName = "KEY", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string?> _data = new("--data") { Description = "File or folder with the datasets' rows, or a folder of such named by dataset; unnatural needs none.", HelpName = "PATH" };
    private readonly Option<int> _demonstrations = Number("--demonstrations", "Demonstrations in a prompt, the one whose label is predicted included.", DefaultModel.Demonstrations, 2, 1_000_000);
    private readonly Option<int> _count = Number("--count", "Pairs of prompts; two at least, for intervals.", 60, 2, 65_535);
    private readonly Option<int> _sets = Number("--random-sets", "Sets of random heads beside each ablation of heads.", 10, 1, 10_000);
    private readonly Option<ulong> _seed = Number("--seed", "Seed of every random choice.", 1UL, ulong.MinValue, ulong.MaxValue);
    private readonly Option<string?> _study = new("--study") { Description = "Folder that keeps what is measured, to go on from; without it nothing is kept but the figure.", HelpName = "FOLDER" };
    private readonly Option<int> _scale = Number("--scale", "Dots a unit of PNGs.", Figure.DefaultScale, 1, 8);
    private readonly Option<string> _out;
    private readonly Option<bool> _quiet = new("--quiet") { Description = "Plain lines instead of a progress bar." };
    private readonly Option<bool> _json = new("--json") { Description = "Tables as JSON on standard output, and nothing else there." };

    public PaperArguments(string name) => _out = new Option<string>("--out", "--output") { Description = "Folder for pictures and numbers.", HelpName = "FOLDER", DefaultValueFactory = _ => $"out/{name}" };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _results, _model, _datasets, _data, _demonstrations, _count, _sets, _seed, _study, _out, _scale, _quiet, _json })
            command.Add(option);
    }

    public PaperOptions Of(ParseResult parsed) => new()
    {
        Results = parsed.GetValue(_results),
        Model = parsed.GetValue(_model),
        Datasets = [.. parsed.GetValue(_datasets) ?? []],
        Data = parsed.GetValue(_data),
        Demonstrations = parsed.GetValue(_demonstrations),
        Count = parsed.GetValue(_count),
        RandomSets = parsed.GetValue(_sets),
        Seed = parsed.GetValue(_seed),
        Study = parsed.GetValue(_study),
        Out = parsed.GetRequiredValue(_out),
        Scale = parsed.GetValue(_scale),
        Quiet = parsed.GetValue(_quiet),
        Json = parsed.GetValue(_json),
    };

    private static Option<T> Number<T>(string name, string description, T fallback, T low, T high)
        where T : IBinaryInteger<T> => new(name)
        {
            Description = description,
            HelpName = "N",
            DefaultValueFactory = _ => fallback,
            CustomParser = Parsing.WholeNumber(name, low, high),
        };
}
