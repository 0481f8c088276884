#:project ../../src/Interp.Models
#:project ../../src/Interp.Datasets
#:property RunsTorch=true
using Interp.Core.Circuits;
using Interp.Core.Prompts;
using Interp.Core.Statistics;
using Interp.Datasets.Benchmarks;
using Interp.Models;

// Which parts make the model repeat wrong labels? Estimated from one backward pass, ranked, measured; then a circuit of the best.
using var model = Pretrained.Load("overthinker");
var contrast = ContrastSet.Of(Unnatural.Load().Prompts(model.Tokenizer, Setting.Permuted, demonstrations: 12, count: 40, seed: 1));
var estimate = AttributionPatching.Estimate(model, contrast, CircuitNode.Parts(model));
var exact = AttributionPatching.Exact(model, contrast, estimate.Top(5));
foreach (var node in exact.Parts)
    Console.WriteLine($"{node,-10} estimated {estimate.MeanAt(node),6:0.00}  exact {exact.MeanAt(node),6:0.00}");
var circuit = CircuitFaithfulness.Of(model, contrast, AttributionPatching.Integrated(model, contrast, CircuitNode.Parts(model)).Ranked(), [12]).Faithfulness(12, new Resamples(40, seed: 1));
Console.WriteLine($"12 of {estimate.Parts.Length} nodes carry {circuit.Estimate:0.00} ({circuit.Low:0.00} to {circuit.High:0.00})");
