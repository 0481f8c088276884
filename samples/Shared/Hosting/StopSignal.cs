namespace Interp.Samples.Shared.Hosting;

/// <summary>Turns the first Ctrl-C into a cancelled token; the second one ends the process at once.</summary>
public sealed class StopSignal : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly TextWriter _error;

    /// <summary>Listens from now on.</summary>
    /// <param name="error">Told that the program will stop soon.</param>
    public StopSignal(TextWriter error)
    {
        _error = error;
        Console.CancelKeyPress += Stop;
    }

    /// <summary>Cancelled by Ctrl-C.</summary>
    public CancellationToken Token => _source.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        Console.CancelKeyPress -= Stop;
        _source.Dispose();
    }

    private void Stop(object? sender, ConsoleCancelEventArgs e)
    {
        if (_source.IsCancellationRequested)
            return;
        e.Cancel = true;
        _error.WriteLine();
        _error.WriteLine("Stopping after the step at hand; Ctrl-C again ends at once.");
        _source.Cancel();
    }
}
