using System.Diagnostics;
using System.Diagnostics.Metrics;
using Interp.Core.Diagnostics;
using Interp.Core.Heads;
using Interp.Core.Sweeps;
using Interp.Core.Tests.Sweeps;
using Interp.Core.Tests.Tiny;

namespace Interp.Core.Tests.Diagnostics;

public sealed class TelemetryTests
{
    [Fact]
    public void Sweep_Listened_TellsOfItselfAndCountsPromptsAndTokens()
    {
        var heard = new List<Activity>();
        using var activities = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Telemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = heard.Add,
        };
        ActivitySource.AddActivityListener(activities);
        var counts = new Dictionary<string, long>();
        using var meters = new MeterListener { InstrumentPublished = (instrument, listener) => { if (instrument.Meter.Name == Telemetry.Name) listener.EnableMeasurementEvents(instrument); } };
        var here = Environment.CurrentManagedThreadId; // Other tests sweep beside this one.
        meters.SetMeasurementEventCallback<long>((instrument, value, _, _) => { if (Environment.CurrentManagedThreadId == here) counts[instrument.Name] = counts.GetValueOrDefault(instrument.Name) + value; });
        meters.Start();

        using var own = new Activity("test").Start();
        using var model = TinyModel.Of(TinyWiring.All[0]);
        Sweep.Run(model, SweepData.Set, [new LabelAttentionReader()]);

        var sweep = heard.Where(activity => activity.TraceId == own.TraceId).Should().ContainSingle(activity => activity.OperationName == "sweep").Subject;
        sweep.GetTagItem("interp.prompts").Should().Be(SweepData.Set.Length);
        counts["interp.sweep.prompts"].Should().Be(SweepData.Set.Length);
        counts["interp.sweep.tokens"].Should().Be(SweepData.Set.Sum(prompt => prompt.Tokens.Length));
    }
}
