#:project ../../src/Interp.Models
#:project ../../src/Interp.Datasets
#:property RunsTorch=true
using Interp.Core.Prompts;
using Interp.Core.Statistics;
using Interp.Core.Tracing;
using Interp.Datasets.Benchmarks;
using Interp.Models;

// Where do the wrong labels act? Noise on the labels of earlier demonstrations, and one state at a time restored: what comes back of the shown label's probability.
using var model = Pretrained.Load("overthinker");
var set = Unnatural.Load().Prompts(model.Tokenizer, Setting.Permuted, demonstrations: 12, count: 20, seed: 1);
var trace = CausalTracing.Run(model, set, PromptKind.False, prompt => prompt.Shown[^1], new TraceOptions { Draws = 2, Parts = [TracePart.State] });
var draws = new Resamples(20, seed: 1);
Console.WriteLine($"the noise takes {trace.TotalEffect(draws).Estimate:0.00}");
for (var state = 0; state <= model.Info.Layers; state++)
    Console.WriteLine($"{state}  {string.Join(", ", trace.Places.Select(place => $"{place} {trace.Effect(TracePart.State, state, place, draws).Estimate,5:0.00}"))}");
