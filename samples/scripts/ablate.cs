#:project ../../src/Interp.Models
#:project ../../src/Interp.Datasets
#:property RunsTorch=true
using Interp.Core.Ablations;
using Interp.Core.Batches;
using Interp.Core.Prompts;
using Interp.Core.Replays;
using Interp.Core.Transformer;
using Interp.Datasets.Benchmarks;
using Interp.Models;

// Zeroes each head of blocks 2 and 3 in turn, from one recorded pass, and prints the logit of the true label.
using var model = Pretrained.Load("overthinker");
var set = Unnatural.Load().Prompts(model.Tokenizer, Setting.Permuted, demonstrations: 12, count: 2, seed: 1);
var prompt = set.Pairs[0].False;
using var replay = Replay.Record(model, Batch.Of([prompt], [0]), Positions.LastPreLabel);
HeadId?[] heads = [null, .. from layer in Enumerable.Range(2, 2) from head in Enumerable.Range(0, model.Info.Heads) select new HeadId(layer, head)];
using var logits = replay.Logits([.. heads.Select(head => head is { } one ? Ablation.OfHeads([one], Positions.LastPreLabel) : Ablation.None)]);
foreach (var (i, head) in heads.Index())
    Console.WriteLine($"{head?.ToString() ?? "none",5} {logits[i, 0, 0, set.LabelTokens[0]].item<float>(),7:0.00}");
