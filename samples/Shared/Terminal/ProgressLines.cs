namespace Interp.Samples.Shared.Terminal;

/// <summary>Progress as plain lines, for files and pipes: one every ten seconds, and a last one.</summary>
internal sealed class ProgressLines(SampleTerminal terminal, string title, string unit, int total, TimeProvider clock) : IProgress<int>
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private readonly long _start = clock.GetTimestamp();
    private TimeSpan _last;

    public void Report(int value)
    {
        var elapsed = clock.GetElapsedTime(_start);
        if (value < total && elapsed - _last < Interval)
            return;
        _last = elapsed;
        terminal.Note($"{title}: {value} of {total} ({100L * value / total} %), {new Pace(value, total, elapsed).Text(unit)}");
    }
}
