#:project ../../src/Interp.Models
#:project ../../src/Interp.Datasets
#:property RunsTorch=true
using Interp.Core.Prompts;
using Interp.Core.Statistics;
using Interp.Core.Steering;
using Interp.Datasets.Benchmarks;
using Interp.Models;

// Adds the mean of correct minus false prompts at state 3, dose by dose, to other prompts: does the gap close, beside random vectors?
using var model = Pretrained.Load("overthinker");
PromptSet Draw(ulong seed) => Unnatural.Load().Prompts(model.Tokenizer, Setting.Permuted, demonstrations: 12, count: 100, seed);
var vector = SteeringVectors.CorrectMinusFalse(model, Draw(seed: 1), states: [3])[0];
var curve = SteeringCurve.Measure(model, Draw(seed: 2), vector, doses: [1, 8, 16], new SteeringOptions { Controls = 20 });
foreach (var effect in curve.Effects(new Resamples(100, seed: 1)))
    Console.WriteLine($"dose {effect.Dose}: gap {effect.Gap.Estimate:0.00}, change {effect.Change.Estimate:0.00} ({effect.Change.Low:0.00} to {effect.Change.High:0.00}), random {effect.ControlChanges.Min():0.00} to {effect.ControlChanges.Max():0.00}");
