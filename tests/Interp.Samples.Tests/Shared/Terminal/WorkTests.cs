using Interp.Samples.Shared.Terminal;
using Spectre.Console;

namespace Interp.Samples.Tests.Shared.Terminal;

public sealed class WorkTests
{
    [Fact]
    public void Show_Terminal_DrawsABarWithRateAndTime()
    {
        using var output = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(output),
        });

        Do(new SampleTerminal(console, TextWriter.Null, Interactive: true), quiet: false).Should().Be(42);

        output.ToString().Should().Contain("\e[").And.Contain("100%").And.MatchRegex(@"prompts/s, 0:00 in all");
    }

    [Fact]
    public void Show_Quiet_WritesOneLineForShortWork()
    {
        using var output = new StringWriter();
        Do(SampleTerminal.OfWriters(TextWriter.Null, output) with { Interactive = true }, quiet: true);
        output.ToString().TrimEnd().Should().MatchRegex(@"^Reading: 8 of 8 \(100 %\), [0-9.]+ prompts/s, 0:00 in all$");
    }

    private static int Do(SampleTerminal terminal, bool quiet) => Work.Show(terminal, "Reading", "prompts", 8, quiet, progress =>
    {
        for (var done = 1; done <= 8; done++)
        {
            Thread.Sleep(1);
            progress.Report(done);
        }

        return 42;
    });
}
