#:project ../../src/Interp.Models
#:project ../../src/Interp.Datasets
#:property RunsTorch=true
using Interp.Core.Heads;
using Interp.Core.Paths;
using Interp.Core.Prompts;
using Interp.Core.Statistics;
using Interp.Datasets.Benchmarks;
using Interp.Models;

// Which heads, MLPs and embeddings feed the two heads that most attend to false labels? Logit difference that goes with each path.
using var model = Pretrained.Load("overthinker");
var prompts = Unnatural.Load().Prompts(model.Tokenizer, Setting.Permuted, demonstrations: 12, count: 40, seed: 1);
var heads = FalseInductionScorer.Score(model, prompts).Top(2);
var effects = PathPatching.Run(model, prompts, PathSet.Feeding(model, heads));
foreach (var effect in effects.Ranked(new Resamples(prompts.Pairs.Length, seed: 1)).Take(8))
    Console.WriteLine($"{effect.Paths,-40} {effect.Difference.Estimate,6:0.00} [{effect.Difference.Low:0.00}, {effect.Difference.High:0.00}]  accuracy {effect.Accuracy.Estimate:+0.00;-0.00}");
