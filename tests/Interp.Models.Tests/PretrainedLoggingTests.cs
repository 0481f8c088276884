using Interp.Models.Tests.Parity;
using Microsoft.Extensions.Logging;

namespace Interp.Models.Tests;

public sealed class PretrainedLoggingTests
{
    [Fact]
    public void Load_WithLogger_SaysWhereFromAndWhatWasBuilt()
    {
        var log = new ListLogger();

        using var model = Pretrained.Load(Reference.Copy("llama-gqa"), PretrainedOptions.Default with { Logger = log });

        log.Lines.Should().HaveCount(2);
        log.Lines[0].Should().StartWith("Loading ").And.Contain("llama-gqa");
        log.Lines[1].Should().StartWith("Built Llama: 4 blocks, d_model 48, Float32 on cpu, without tokenizer");
    }

    /// <summary>What filters and dashboards go by does not change.</summary>
    [Fact]
    public void Load_WithLogger_HasItsEventIds()
    {
        var log = new ListLogger();
        using var model = Pretrained.Load("tiny-gpt2", PretrainedOptions.Default with { Logger = log });
        log.Ids.Should().Equal(201, 202);
    }

    private sealed class ListLogger : ILogger
    {
        public List<string> Lines { get; } = [];

        public List<int> Ids { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Add(eventId.Id, formatter(state, exception));

        private void Add(int id, string line)
        {
            Ids.Add(id);
            Lines.Add(line);
        }
    }
}
