#:project ../../src/Interp.Models
#:project ../../src/Interp.Datasets
#:property RunsTorch=true
using Interp.Core.Heads;
using Interp.Core.Prompts;
using Interp.Core.Sweeps;
using Interp.Datasets.Benchmarks;
using Interp.Models;

// The five heads that attend most to the labels of earlier examples of the same class.
using var model = Pretrained.Load("overthinker");
var prompts = Unnatural.Load().Prompts(model.Tokenizer, Setting.Permuted, demonstrations: 12, count: 40, seed: 1);
var attention = new LabelAttentionReader();
Sweep.Run(model, prompts.Prompts(PromptKind.False), [attention]);
var scores = PrefixMatching.Score(attention.Attention, prompts.Prompts(PromptKind.False), prompts.Labels.Length);
foreach (var head in scores.Top(5))
    Console.WriteLine($"{head}  {scores.MeanAt(head):0.00}");
