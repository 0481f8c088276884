using System.Collections.Immutable;
using System.CommandLine;
using Interp.Core.Heads;
using Interp.Core.Prompts;
using Interp.Core.Sweeps;
using Interp.Core.Transformer;
using Interp.Models;
using Interp.Samples.Shared.Hosting;
using Interp.Samples.Shared.Listings;
using Interp.Samples.Shared.Terminal;

namespace Interp.Samples.Overthinking.Commands;

/// <summary>"heads": which heads attend to labels of the same class.</summary>
internal static class HeadsCommand
{
    public static Command Create(SampleTerminal terminal)
    {
        var (model, dataset, setting, output) = (ListingOption.Model(), CommonOptions.Dataset(), CommonOptions.Setting(), ListingOption.Create());
        var data = CommonOptions.Data();
        var demonstrations = CommonOptions.Number("--demonstrations", "Demonstrations in a prompt, the one whose label is predicted included.", Shared.DefaultModel.Demonstrations, 2, 1000);
        var count = CommonOptions.Number("--count", "How many prompts.", 40, 1, 100_000);
        var seed = CommonOptions.Number("--seed", "Draws the prompts.", 1UL, 0UL, ulong.MaxValue);
        var top = CommonOptions.Number("--top", "How many heads, the highest prefix-matching scores first.", 10, 1, 100_000);
        var quiet = new Option<bool>("--quiet") { Description = "Plain lines instead of a progress bar." };

        var command = new Command("heads", "Lists the heads that attend most to the labels of earlier examples of the same class, under false labels.") { model, dataset, data, setting, demonstrations, count, seed, top, quiet, output };
        command.SetAction((parsed, stop) =>
        {
            using var loaded = Pretrained.Load(parsed.GetRequiredValue(model));
            var options = new PromptOptions
            {
                Setting = SettingNames.Parse(parsed.GetRequiredValue(setting)),
                Demonstrations = parsed.GetValue(demonstrations),
                Count = parsed.GetValue(count),
                Seed = parsed.GetValue(seed),
                MaximumTokens = loaded.Info.ContextLength,
            };
            var set = RunJob.Load(parsed.GetRequiredValue(dataset), parsed.GetValue(data)).Prompts(loaded.Tokenizer, options);
            var attention = Work.Show(terminal, "Reading attention", "prompts", set.Pairs.Length, parsed.GetValue(quiet), progress => Read(loaded, set, progress, stop));
            ListingWriter.Write(terminal, Listed(attention, set, Math.Min(parsed.GetValue(top), loaded.Info.Layers * loaded.Info.Heads)), parsed.GetValue(output));
            return Task.FromResult(ExitCode.Success);
        });
        return command;
    }

    private static LabelAttention Read(HookedTransformer model, PromptSet set, IProgress<int> progress, CancellationToken stop)
    {
        const int BatchTokens = 2048; // Small, so that progress moves and Ctrl-C is heard.
        var reader = new LabelAttentionReader();
        Sweep.Run(model, set.Prompts(PromptKind.False), [reader], new SweepOptions { Progress = progress, Cancellation = stop, BatchTokens = BatchTokens });
        return reader.Attention;
    }

    private static Listing Listed(LabelAttention attention, PromptSet set, int top)
    {
        var prompts = set.Prompts(PromptKind.False);
        var (score, all) = (PrefixMatching.Score(attention, prompts, set.Labels.Length), PrefixMatching.All(attention, prompts));
        return new Listing
        {
            Kind = "heads",
            Columns = ["rank", "head", "prefix_matching", "to_labels"],
            Rows = [.. score.Top(top).Index().Select(found => ImmutableArray.Create<object?>(found.Index + 1, found.Item.ToString(), score.MeanAt(found.Item), all.MeanAt(found.Item)))],
        };
    }
}
