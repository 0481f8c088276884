using System.Runtime.InteropServices;

namespace Interp.Samples.Shared.Hosting;

/// <summary>Turns the first Ctrl-C, SIGTERM or SIGUSR1 into a cancelled token; a second one ends the process at once.</summary>
public sealed class StopSignal : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly TextWriter _error;
    private readonly PosixSignalRegistration[] _registrations;
    private int _code = ExitCode.Stopped;

    /// <summary>Listens from now on.</summary>
    /// <param name="error">Told that the program will stop soon.</param>
    public StopSignal(TextWriter error)
    {
        _error = error;
        Console.CancelKeyPress += StopByKey;
        _registrations = OperatingSystem.IsWindows() ? [] :
        [
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => signal.Cancel = Stop("SIGTERM", ExitCode.Terminated)),
            PosixSignalRegistration.Create(User1, signal => signal.Cancel = Stop("SIGUSR1", ExitCode.CanGoOn)),
        ];
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Numbers of signals that have no name in .NET are the system's own.</summary>
    private static PosixSignal User1 => (PosixSignal)(OperatingSystem.IsLinux() ? 10 : 30);

    /// <summary>The exit code of the program: where it stopped, 130, 143 or 3 by the signal.</summary>
    /// <param name="code">What the program itself gives; <see cref="ExitCode.Stopped"/> where it was stopped.</param>
    public int CodeOf(int code) => code == ExitCode.Stopped ? _code : code;

    /// <inheritdoc/>
    public void Dispose()
    {
        Console.CancelKeyPress -= StopByKey;
        foreach (var registration in _registrations)
            registration.Dispose();
        _source.Dispose();
    }

    private void StopByKey(object? sender, ConsoleCancelEventArgs e) => e.Cancel = Stop("Ctrl-C", ExitCode.Stopped);

    /// <summary>False where it was stopped before: then the process ends as it would without us.</summary>
    private bool Stop(string signal, int code)
    {
        if (_source.IsCancellationRequested)
            return false;
        _code = code;
        _error.WriteLine();
        _error.WriteLine($"{signal}: stopping after the step at hand; once more ends at once.");
        _source.Cancel();
        return true;
    }
}
