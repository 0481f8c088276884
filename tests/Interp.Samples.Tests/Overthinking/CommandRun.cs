using Interp.Samples.Overthinking;
using Interp.Samples.Shared.Terminal;

namespace Interp.Samples.Tests.Overthinking;

/// <summary>What a command line did.</summary>
internal sealed record CommandRun(int ExitCode, string Output, IReadOnlyList<string> Errors)
{
    public static CommandRun Of(params string[] arguments) => Of(CancellationToken.None, arguments);

    public static CommandRun Of(CancellationToken stop, params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = OverthinkingApp.Run(arguments, SampleTerminal.OfWriters(output, error), stop);
        return new CommandRun(code, output.ToString(), error.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }
}
