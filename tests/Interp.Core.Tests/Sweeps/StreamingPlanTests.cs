using Interp.Core.Sweeps;
using Interp.Core.Tests.Tiny;
using Interp.Core.Tokens;

namespace Interp.Core.Tests.Sweeps;

public sealed class StreamingPlanTests
{
    private const int TokenBytes = TinyWiring.DModel * sizeof(float);

    /// <summary>Of the wiring "llama-gqa": two norms, q, k, v, output, gate, up, down.</summary>
    private const long BlockBytes = sizeof(float) * (2 * 20 + 24 * 20 + 2 * 12 * 20 + 20 * 24 + 3 * 28 * 20);

    private static readonly IMarkedTokens[] Prompts = [.. Enumerable.Range(0, 6).Select(_ => new MarkedTokens([.. Enumerable.Repeat(1, 10)]))];

    [Fact]
    public void Of_StreamedModel_CountsWavesBytesAndStreams()
    {
        using var model = TinyModel.Streamed("llama-gqa");
        var plan = StreamingPlan.Of(model, Prompts, new SweepOptions { BatchTokens = 20, WaveTokens = 40, StreamBytes = 30 * TokenBytes });
        plan.Should().Be(new StreamingPlan
        {
            IsStreamed = true,
            Prompts = 6,
            Tokens = 60,
            Waves = 2,
            BlockBytes = 2 * BlockBytes,
            OuterBytes = sizeof(float) * (2 * 37 * 20 + 20),
            BytesToRead = 2 * 3000,
            StreamBytes = 30 * TokenBytes,
            SpilledBytes = 10 * TokenBytes,
            ActivationBytes = 20 * sizeof(float) * (4 * 20 + (2 * 4 + 2 * 2) * 6 + 2 * 28),
        });
        plan.ToString().Should().Contain("2 waves").And.Contain("5.9 KiB to read").And.Contain("peak about");
    }

    [Fact]
    public void Of_ResidentModel_ReadsNothing()
    {
        using var model = TinyModel.Of("gpt2");
        var plan = StreamingPlan.Of(model, Prompts, new SweepOptions { BatchTokens = 20 });
        (plan.IsStreamed, plan.BytesToRead, plan.SpilledBytes, plan.StreamBytes).Should().Be((false, 0, 0, 20 * TokenBytes));
        plan.OuterBytes.Should().Be(sizeof(float) * (37 * 20 + 48 * 20 + 2 * 20), "a tied table is there once");
    }

    [Fact]
    public void Of_WavesByDefault_AreWhatTheStreamsMayTake()
    {
        using var model = TinyModel.Streamed("gpt2");
        IMarkedTokens[] many = [.. Enumerable.Range(0, 1000).Select(_ => new MarkedTokens([.. Enumerable.Repeat(1, 40)]))];
        StreamingPlan.Of(model, many, new SweepOptions { StreamBytes = 20_000 * TokenBytes }).Waves.Should().Be(3, "a wave is whole batches of 102 prompts");
        StreamingPlan.Of(model, many, new SweepOptions { StreamBytes = 0 }).Waves.Should().Be(5, "fewer tokens than 8,192 are not worth the reading");
    }
}
