using Interp.Models.Tests.Parity;

namespace Interp.Models.Tests;

public sealed class PretrainedLoggingTests
{
    [Fact]
    public void Load_WithLogger_SaysWhereFromAndWhatWasBuilt()
    {
        var log = new List<string>();

        using var model = Pretrained.Load(Reference.Copy("llama-gqa"), PretrainedOptions.Default with { Logger = new ListLogger(log) });

        log.Should().HaveCount(2);
        log[0].Should().StartWith("Loading ").And.Contain("llama-gqa");
        log[1].Should().StartWith("Built Llama: 4 blocks, d_model 48, Float32 on cpu, without tokenizer");
    }

    /// <summary>What filters and dashboards go by does not change.</summary>
    [Fact]
    public void Load_WithLogger_HasItsEventIds()
    {
        var ids = new List<int>();
        using var model = Pretrained.Load("tiny-gpt2", PretrainedOptions.Default with { Logger = new ListLogger([], ids) });
        ids.Should().Equal(201, 202);
    }
}
