using Microsoft.Extensions.Logging;

namespace Interp.Models.Tests;

/// <summary>Keeps what is logged.</summary>
/// <param name="lines">Where it goes.</param>
/// <param name="ids">Where event ids go; null for nowhere.</param>
internal sealed class ListLogger(List<string> lines, List<int>? ids = null) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lines.Add(formatter(state, exception));
        ids?.Add(eventId.Id);
    }
}
