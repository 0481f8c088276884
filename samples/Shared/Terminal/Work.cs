using Spectre.Console;

namespace Interp.Samples.Shared.Terminal;

/// <summary>Shows how far countable work is: a bar with rate and time left, or plain lines.</summary>
public static class Work
{
    /// <summary>Does the work and shows its progress.</summary>
    /// <param name="terminal">Where.</param>
    /// <param name="title">What is done, as in "Reading prompts".</param>
    /// <param name="unit">What is counted, as in "prompts".</param>
    /// <param name="total">How many there are.</param>
    /// <param name="quiet">Plain lines even on a terminal.</param>
    /// <param name="work">Reports how many are done so far.</param>
    public static T Show<T>(SampleTerminal terminal, string title, string unit, int total, bool quiet, Func<IProgress<int>, T> work)
    {
        ArgumentNullException.ThrowIfNull(terminal);
        ArgumentNullException.ThrowIfNull(work);
        return terminal.Interactive && !quiet
            ? Bar(terminal.Messages, title, unit, total, work)
            : work(new ProgressLines(terminal, title, unit, total, TimeProvider.System));
    }

    private static T Bar<T>(IAnsiConsole console, string title, string unit, int total, Func<IProgress<int>, T> work) =>
        console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn { Width = 24 }, new PercentageColumn(), new PaceColumn(unit))
            .Start(context => work(new ProgressBarTask(context.AddTask(title, maxValue: total))));

    /// <summary>Spectre's own value setter takes amounts, not increments; IProgress is called on the working thread.</summary>
    private sealed class ProgressBarTask(ProgressTask task) : IProgress<int>
    {
        public void Report(int value) => task.Value = value;
    }
}
