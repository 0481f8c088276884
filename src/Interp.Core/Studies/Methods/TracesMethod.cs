using Interp.Core.Prompts;
using Interp.Core.Tracing;

namespace Interp.Core.Studies.Methods;

/// <summary>Causal tracing: noise on earlier labels of false prompts, and how much of the shown label's probability comes back with one thing restored.</summary>
internal static class TracesMethod
{
    public static IEnumerable<(string Name, double[] Values)> Read(MethodInput input)
    {
        var options = new TraceOptions { Seed = input.Seed, BatchTokens = input.Sweep.BatchTokens, Cancellation = input.Sweep.Cancellation };
        var trace = CausalTracing.Run(input.Model, input.Prompts, PromptKind.False, prompt => prompt.Shown[^1], options);
        double[] FromCorrupt(IEnumerable<double> values) => [.. values.Zip(trace.Corrupt, (value, corrupt) => value - corrupt)];
        return
        [
            ("total", FromCorrupt(trace.Clean)),
            .. from part in trace.Parts
               from at in Enumerable.Range(0, trace.Count(part))
               from place in trace.Places
               select ($"{part.ToString().ToLowerInvariant()} {at} {place}", FromCorrupt(trace.Restored(part, at, place))),
        ];
    }
}
