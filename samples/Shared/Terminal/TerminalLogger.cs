using Microsoft.Extensions.Logging;

namespace Interp.Samples.Shared.Terminal;

/// <summary>Warnings and errors of the library as lines on standard error.</summary>
/// <param name="terminal">Where.</param>
public sealed class TerminalLogger(SampleTerminal terminal) : ILogger
{
    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        if (IsEnabled(logLevel))
            terminal.Error.WriteLine($"{formatter(state, exception)}{(exception is null ? "" : $": {exception.Message}")}");
    }
}
