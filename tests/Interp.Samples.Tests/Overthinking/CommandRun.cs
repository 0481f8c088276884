using Interp.Samples.Overthinking;
using Interp.Samples.Shared.Terminal;

namespace Interp.Samples.Tests.Overthinking;

/// <summary>What a command line did.</summary>
internal sealed record CommandRun(int ExitCode, string Output, IReadOnlyList<string> Errors)
{
    /// <summary>How lines begin on standard error that say what is done and what was written.</summary>
    private static readonly string[] Notes = ["Measuring ", "Reading ", "Study, ", "Model  ", "Dataset  ", "Prompts  ", "Written to "];

    /// <summary>Lines on standard error that are no notes of what is done.</summary>
    public IEnumerable<string> Complaints => Errors.Where(line => !Notes.Any(note => line.StartsWith(note, StringComparison.Ordinal)));

    public static CommandRun Of(params string[] arguments) => Of(CancellationToken.None, arguments);

    public static CommandRun Of(CancellationToken stop, params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = OverthinkingApp.Run(arguments, SampleTerminal.OfWriters(output, error), stop);
        return new CommandRun(code, output.ToString(), error.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }
}
