#:project ../../src/Interp.Models
#:project ../../src/Interp.Datasets
#:property RunsTorch=true
using Interp.Core.Probes;
using Interp.Core.Prompts;
using Interp.Datasets.Benchmarks;
using Interp.Models;

// What does each state know before the last label of prompts with permuted labels: the truth, the label that is shown? On words no probe has seen.
using var model = Pretrained.Load("overthinker");
var all = Unnatural.Load();
var (train, test) = all.Examples.Split(0.6, seed: 1);
ProbeData Read(ExampleSet examples) =>
    ProbeData.Read(model, (all with { Examples = examples }).Prompts(model.Tokenizer, Setting.Permuted, demonstrations: 12, count: 200, seed: 1), PromptKind.False);
var (fitted, unseen) = (Read(train), Read(test));
foreach (var target in Enum.GetValues<ProbeTarget>())
    foreach (var probe in StateProbes.Fit(fitted, unseen, target, new ProbeOptions { Shuffles = 3 }))
        Console.WriteLine($"{target} at state {probe.State}: {probe.Accuracy().Estimate:0.00} ({probe.Accuracy().Low:0.00}-{probe.Accuracy().High:0.00}), shuffled {probe.ShuffledAccuracy().Estimate:0.00}, by heart {probe.ControlTaskAccuracy()?.Estimate:0.00}");
