using Spectre.Console;

namespace Interp.Samples.Shared.Terminal;

/// <summary>Where a sample writes.</summary>
/// <param name="Out">Standard output: results.</param>
/// <param name="Error">Standard error: what went wrong.</param>
/// <param name="Interactive">Whether a bar may be drawn over; else progress comes as plain lines.</param>
public sealed record SampleTerminal(IAnsiConsole Out, TextWriter Error, bool Interactive)
{
    private const int Widest = 400;

    /// <summary>Where a progress bar is drawn: standard error, so that results can be piped on.</summary>
    public IAnsiConsole Messages { get; init; } = Out;

    /// <summary>The process's own terminal.</summary>
    public static SampleTerminal OfProcess()
    {
        var messages = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return new(AnsiConsole.Console, Console.Error, messages.Profile.Out.IsTerminal) { Messages = messages };
    }

    /// <summary>A terminal that only takes text, as a pipe does.</summary>
    public static SampleTerminal OfWriters(TextWriter output, TextWriter error)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(output),
        });
        return new SampleTerminal(console, error, Interactive: false);
    }

    /// <summary>Writes a line as it is, however long; nothing in it is markup.</summary>
    public void Line(string text) => Out.Profile.Out.Writer.WriteLine(text);

    /// <summary>Writes a line that is no result: what is done, what was written where.</summary>
    public void Note(string text) => Error.WriteLine(text);

    /// <summary>Writes a table at its own width: cut or folded numbers would be other numbers.</summary>
    public void WriteWide(Table table)
    {
        var width = Out.Profile.Width;
        Out.Profile.Width = Math.Max(width, Widest);
        Out.Write(table);
        Out.Profile.Width = width;
    }
}
