using System.CommandLine;
using Interp.Samples.Overthinking.Commands;
using Interp.Samples.Shared.Hosting;
using Interp.Samples.Shared.Terminal;

namespace Interp.Samples.Overthinking;

/// <summary>The command line <c>interp</c>.</summary>
public static class OverthinkingApp
{
    /// <summary>Runs a command.</summary>
    /// <param name="arguments">As given to Main.</param>
    /// <param name="terminal">Where to write.</param>
    /// <param name="stop">Cancelled by Ctrl-C.</param>
    /// <returns>0 when done, 1 for a fault of the program, 2 for bad input, 130 when stopped.</returns>
    public static int Run(IReadOnlyList<string> arguments, SampleTerminal terminal, CancellationToken stop = default)
    {
        var root = new RootCommand("Shows a language model correct and wrong demonstrations, and at which layer it still knows the right answer. Without a command: the whole study on the built-in model.")
        {
            RunCommand.Create(terminal),
            DrawCommand.Create(terminal),
            StudyCommand.Create(terminal),
            PaperCommand.Create(terminal),
            ReportCommand.Create(terminal),
            ModelsCommand.Create(terminal),
            DatasetsCommand.Create(terminal),
            PromptCommand.Create(terminal),
            LensCommand.Create(terminal),
            HeadsCommand.Create(terminal),
            DoctorCommand.Create(terminal),
            CompletionCommand.Create(terminal),
        };
        WholeStudy.Default(root, terminal);
        return SampleHost.Run(root, arguments, "samples/Overthinking", terminal, stop);
    }
}
