using System.CommandLine;
using Interp.Models;
using Interp.Samples.Shared.Heatmap;
using Interp.Samples.Shared.Hosting;
using Interp.Samples.Shared.Html;
using Interp.Samples.Shared.Terminal;

namespace Interp.Samples.Shared.Apps;

/// <summary>The logit lens of any text as a heat map: state by token.</summary>
public static class LensApp
{
    private const string Name = "lens";

    /// <summary>Runs the app.</summary>
    /// <param name="arguments">As given to Main.</param>
    /// <param name="terminal">Where to write.</param>
    /// <param name="stop">Cancelled by Ctrl-C.</param>
    /// <returns>0 when done, 2 for bad input, 130 when stopped.</returns>
    public static int Run(IReadOnlyList<string> arguments, SampleTerminal terminal, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(terminal);
        var text = new Argument<string>("TEXT") { Description = "Any text." };
        var model = new Option<string>("--model") { Description = "A .gguf file, a model folder, a hub id, or a built-in model.", HelpName = "MODEL", DefaultValueFactory = _ => DefaultModel.Name };
        var last = new Option<int>("--last") { Description = "Only so many of the last tokens.", HelpName = "N", DefaultValueFactory = _ => 24, CustomParser = Parsing.WholeNumber("--last", 1, 400) };
        var output = new Option<string>("--out", "--output") { Description = "Folder for the picture and its numbers.", HelpName = "FOLDER", DefaultValueFactory = _ => $"out/{Name}" };

        var root = new RootCommand("What every state of a model says comes next, at every token of a text.") { text, model, last, output };
        root.SetAction((parsed, _) => Task.FromResult(Run(parsed.GetRequiredValue(text), parsed.GetRequiredValue(model), parsed.GetValue(last), parsed.GetRequiredValue(output), terminal)));
        return SampleHost.Run(root, arguments, "samples/LensHeatmap", terminal, stop);
    }

    private static int Run(string text, string source, int last, string output, SampleTerminal terminal)
    {
        var folder = OutputFolder.At(output);
        using var model = Pretrained.Load(source);
        var map = LensHeatmaps.Of(model, model.Batch(text).Sequences[0], Path.GetFileName(Path.TrimEndingDirectorySeparator(source)), last);
        terminal.WriteWide(HeatmapTables.Terminal(map));
        const string Title = "What each state says comes next";
        folder.Publish(stage =>
        {
            HeatmapPainter.Paint(map, Title).Save(stage, Name);
            HeatmapTables.Cells(map).Write(Path.Combine(stage, $"{Name}.csv"));
            File.WriteAllText(Path.Combine(stage, $"{Name}.html"), PicturePage.Of(Title, $"{map.Model}: the likeliest next token at every state and token; rest on one for its probability.", [LensHtml.Of(map)]));
        });
        terminal.Note($"Written to {folder.Path}: {Name}.png, .svg, .csv, .html");
        return ExitCode.Success;
    }
}
