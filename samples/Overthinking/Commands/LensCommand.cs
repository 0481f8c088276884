using System.Collections.Immutable;
using System.CommandLine;
using Interp.Models;
using Interp.Samples.Shared.Heatmap;
using Interp.Samples.Shared.Hosting;
using Interp.Samples.Shared.Listings;
using Interp.Samples.Shared.Terminal;

namespace Interp.Samples.Overthinking.Commands;

/// <summary>"lens": what every state of a model says comes next in a text.</summary>
internal static class LensCommand
{
    public static Command Create(SampleTerminal terminal)
    {
        var text = new Argument<string>("TEXT") { Description = "Any text." };
        var (model, output) = (ListingOption.Model(), ListingOption.Create());
        var last = CommonOptions.Number("--last", "Only so many of the last tokens.", 8, 1, 400);
        var command = new Command("lens", "Prints what every state of a model says comes next, at each of the last tokens of a text.") { text, model, last, output };
        command.SetAction(parsed =>
        {
            var source = parsed.GetRequiredValue(model);
            using var loaded = Pretrained.Load(source);
            var map = LensHeatmaps.Of(loaded, loaded.Batch(parsed.GetRequiredValue(text)).Sequences[0], source, parsed.GetValue(last));
            if (parsed.GetValue(output) == ListingFormat.Table && Fits(map, terminal))
                terminal.WriteWide(HeatmapTables.Terminal(map));
            else
                ListingWriter.Write(terminal, Listed(map), parsed.GetValue(output));
            return ExitCode.Success;
        });
        return command;
    }

    /// <summary>A picture is for terminals that hold it; a listing folds where it must.</summary>
    private static bool Fits(LensHeatmap map, SampleTerminal terminal)
    {
        const int Frame = 8;      // The column of states.
        const int Probability = 8; // Behind each token, with its margins.
        var width = Frame + Enumerable.Range(0, map.Tokens.Length).Sum(token => map.States.Max(state => state[token].Token.Length) + Probability);
        return !terminal.Interactive || width <= terminal.Out.Profile.Width;
    }

    private static Listing Listed(LensHeatmap map) => new()
    {
        Kind = "lens",
        Columns = ["state", "token", "text", "next", "probability"],
        Rows =
        [
            .. from state in Enumerable.Range(0, map.States.Length)
               from token in Enumerable.Range(0, map.Tokens.Length)
               select ImmutableArray.Create<object?>(state, token, map.Tokens[token], map[state, token].Token, map[state, token].Probability),
        ],
    };
}
