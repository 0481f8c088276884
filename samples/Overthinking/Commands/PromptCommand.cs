using System.Collections.Immutable;
using System.CommandLine;
using Interp.Core.Prompts;
using Interp.Models;
using Interp.Samples.Shared.Hosting;
using Interp.Samples.Shared.Listings;
using Interp.Samples.Shared.Terminal;

namespace Interp.Samples.Overthinking.Commands;

/// <summary>"prompt show": prompts as a model gets them.</summary>
internal static class PromptCommand
{
    public static Command Create(SampleTerminal terminal) => new("prompt", "Prompts as a model gets them.") { Show(terminal) };

    private static Command Show(SampleTerminal terminal)
    {
        var (model, dataset, setting, output) = (ListingOption.Model(), CommonOptions.Dataset(), CommonOptions.Setting(), ListingOption.Create());
        var data = CommonOptions.Data();
        var demonstrations = CommonOptions.Number("--demonstrations", "Demonstrations in a prompt, the one whose label is predicted included.", 4, 1, 1000);
        var count = CommonOptions.Number("--count", "How many pairs.", 1, 1, 1000);
        var seed = CommonOptions.Number("--seed", "Draws the prompts.", 1UL, 0UL, ulong.MaxValue);

        var command = new Command("show", "Prints pairs of prompts: with correct labels, and with those that a setting deals.") { model, dataset, data, setting, demonstrations, count, seed, output };
        command.SetAction(parsed =>
        {
            var info = Pretrained.Inspect(parsed.GetRequiredValue(model));
            var tokenizer = info.Tokenizer ?? throw new InvalidDataException($"{parsed.GetValue(model)}: the model comes without a tokenizer.");
            var options = new PromptOptions
            {
                Setting = SettingNames.Parse(parsed.GetRequiredValue(setting)),
                Demonstrations = parsed.GetValue(demonstrations),
                Count = parsed.GetValue(count),
                Seed = parsed.GetValue(seed),
                MaximumTokens = info.Info.ContextLength,
            };
            var set = RunJob.Load(parsed.GetRequiredValue(dataset), parsed.GetValue(data)).Prompts(tokenizer, options);
            if (parsed.GetValue(output) == ListingFormat.Table)
                Print(terminal, set);
            else
                ListingWriter.Write(terminal, Listed(set), parsed.GetValue(output));
            return ExitCode.Success;
        });
        return command;
    }

    private static void Print(SampleTerminal terminal, PromptSet set)
    {
        foreach (var (pair, kind) in set.Pairs.SelectMany(pair => Enum.GetValues<PromptKind>().Select(kind => (pair, kind))))
            terminal.Line($"-- {kind.ToString().ToLowerInvariant()} labels\n{pair[kind].Text}\n");
    }

    private static Listing Listed(PromptSet set) => new()
    {
        Kind = "prompts",
        Columns = ["pair", "labels", "tokens", "text"],
        Rows =
        [
            .. from pair in set.Pairs.Index()
               from kind in Enum.GetValues<PromptKind>()
               select ImmutableArray.Create<object?>(pair.Index, kind.ToString().ToLowerInvariant(), pair.Item[kind].Tokens.Length, pair.Item[kind].Text),
        ],
    };
}
