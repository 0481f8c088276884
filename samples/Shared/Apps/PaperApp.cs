using System.CommandLine;
using Interp.Samples.Shared.Hosting;
using Interp.Samples.Shared.Paper;
using Interp.Samples.Shared.Terminal;

namespace Interp.Samples.Shared.Apps;

/// <summary>A figure or table of the paper as a console app: reads rows or measures them, prints, draws, writes.</summary>
public static class PaperApp
{
    /// <summary>Runs the app of one figure or table.</summary>
    /// <param name="item">Which.</param>
    /// <param name="arguments">As given to Main.</param>
    /// <param name="terminal">Where to write.</param>
    /// <param name="stop">Cancelled by Ctrl-C.</param>
    /// <returns>0 when done, 2 for bad input, 130 when stopped.</returns>
    public static int Run(PaperItem item, IReadOnlyList<string> arguments, SampleTerminal terminal, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(item);
        var root = new RootCommand($"{Capital(item.Name)} of the paper: {item.Title}.");
        Fill(root, item.Name, [item], terminal);
        return SampleHost.Run(root, arguments, $"samples/{Capital(item.Name)}", terminal, stop);
    }

    /// <summary>Runs an app of several parts, each a command, and "all".</summary>
    /// <param name="name">The app's name.</param>
    /// <param name="parts">The parts.</param>
    /// <param name="arguments">As given to Main.</param>
    /// <param name="terminal">Where to write.</param>
    /// <param name="stop">Cancelled by Ctrl-C.</param>
    /// <returns>0 when done, 2 for bad input, 130 when stopped.</returns>
    public static int Run(string name, IReadOnlyList<PaperItem> parts, IReadOnlyList<string> arguments, SampleTerminal terminal, CancellationToken stop = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(parts);
        var root = new RootCommand($"{Capital(name)} of the paper, part by part.");
        foreach (var part in parts)
            root.Add(Fill(new Command(part.Name, $"{Capital(part.Title)}."), $"{name}/{part.Name}", [part], terminal));
        root.Add(Fill(new Command("all", "Every part that the rows allow."), name, parts, terminal));
        return SampleHost.Run(root, arguments, $"samples/{Capital(name)}", terminal, stop);
    }

    private static Command Fill(Command command, string output, IReadOnlyList<PaperItem> items, SampleTerminal terminal)
    {
        var arguments = new PaperArguments(output);
        arguments.AddTo(command);
        command.SetAction((parsed, stop) => Task.FromResult(Run(items, arguments.Of(parsed), terminal, stop)));
        return command;
    }

    private static int Run(IReadOnlyList<PaperItem> items, PaperOptions options, SampleTerminal terminal, CancellationToken stop)
    {
        var told = options.Json ? SampleTerminal.OfWriters(terminal.Error, terminal.Error) : terminal;
        var folder = OutputFolder.At(options.Out);
        var choice = new PaperChoice { Datasets = options.Datasets, Model = options.Results is null ? null : options.Model };
        var results = options.Results is { } stored ? StoredRows.Read(stored) : PaperRun.Run(items.Select(item => item.Needs).Aggregate((all, more) => all.And(more)), options, told, stop);
        stop.ThrowIfCancellationRequested();

        var output = new PaperOutput(folder, terminal, told, options.Scale, options.Json);
        foreach (var item in items)
        {
            var drawing = new PaperDrawing(results, choice);
            try
            {
                item.Of(drawing);
            }
            catch (InvalidDataException e) when (items.Count > 1)
            {
                drawing.Lacks($"{item.Name}: {e.Message}"); // A part more or less; alone it would be refused.
            }

            output.Take(drawing);
        }

        output.Publish();
        return ExitCode.Success;
    }

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
