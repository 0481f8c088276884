using System.CommandLine;
using Interp.Samples.Shared.Terminal;

namespace Interp.Samples.Shared.Hosting;

/// <summary>Runs a sample's command line: bad input becomes one line and exit code 2, Ctrl-C a clean stop.</summary>
public static class SampleHost
{
    /// <summary>Parses the arguments and runs the command they name.</summary>
    /// <param name="command">The sample's commands; their actions get the token that Ctrl-C cancels.</param>
    /// <param name="arguments">As given to Main.</param>
    /// <param name="project">The sample's folder, to say how it is run again.</param>
    /// <param name="terminal">Where to write.</param>
    /// <param name="stop">Cancelled by Ctrl-C.</param>
    /// <returns>The exit code.</returns>
    public static int Run(RootCommand command, IReadOnlyList<string> arguments, string project, SampleTerminal terminal, CancellationToken stop)
    {
        var parsed = command.Parse(EnvironmentOptions.Add(command, arguments, Environment.GetEnvironmentVariable));
        if (parsed.Errors is [var first, ..])
            return Refuse(terminal, $"{BadInput.OneLine(first.Message).TrimEnd('.')}. '--help' lists the options.");

        var configuration = new InvocationConfiguration
        {
            Output = terminal.Out.Profile.Out.Writer,
            Error = terminal.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null, // The token below is Ctrl-C's; a batch may take longer than any time limit.
        };
        try
        {
            return parsed.InvokeAsync(configuration, stop).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            terminal.Error.WriteLine($"Stopped; nothing was written. To run it again: dotnet run --project {project} -c Release -- {string.Join(' ', arguments.Select(Quote))}");
            return ExitCode.Stopped;
        }
        catch (Exception e) when (BadInput.Explain(e) is { } line)
        {
            return Refuse(terminal, line);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            terminal.Error.WriteLine($"error: this is a fault of the program, not of its input. {e}");
            return ExitCode.OurFault;
        }
    }

    private static int Refuse(SampleTerminal terminal, string line)
    {
        terminal.Error.WriteLine($"error: {line}");
        return ExitCode.BadInput;
    }

    private static string Quote(string argument) =>
        argument.Length > 0 && argument.All(character => char.IsLetterOrDigit(character) || "-_./:=+,@".Contains(character, StringComparison.Ordinal))
            ? argument
            : $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
