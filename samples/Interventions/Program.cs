using Interp.Core.Ablations;
using Interp.Core.Batches;
using Interp.Core.Heads;
using Interp.Core.Hooks;
using Interp.Core.Lens;
using Interp.Core.Prompts;
using Interp.Core.Replays;
using Interp.Core.Sweeps;
using Interp.Core.Transformer;
using Interp.Datasets.Benchmarks;
using Interp.Models;

using var model = Pretrained.Load("overthinker");
var set = Unnatural.Load().Prompts(model.Tokenizer, Setting.Permuted, demonstrations: 12, count: 40, seed: 1);
var prompts = set.Prompts(PromptKind.False);

// One sweep, one forward a prompt: label scores of every state, every head's attention to labels, every head's ablation.
var heads = Enumerable.Range(0, model.Info.Layers).SelectMany(layer => Enumerable.Range(0, model.Info.Heads).Select(head => new HeadId(layer, head)));
var lens = new LensReader(set.LabelTokens);
var attention = new LabelAttentionReader();
var ablated = new ReplayReader([.. heads.Select(head => Ablation.OfHeads([head], Positions.LastPreLabel))], set.LabelTokens);
Sweep.Run(model, prompts, [lens, attention, ablated]);
Console.WriteLine(lens.Scores.Shape);
Console.WriteLine($"head 3.0 attends to the labels of {attention.Attention.ToLabels(prompt: 7, new HeadId(3, 0), query: 11).Length} demonstrations");
Console.WriteLine($"{ablated.Scores.Count} ablations, each of {ablated.Scores[0].Shape}");

// Ablate: values that print, compare and go to JSON and back; in force until the scope ends, on every prompt of every batch.
var ablation = Ablation.OfHeads([new HeadId(2, 1), new HeadId(3, 0)], Positions.LastPreLabel) | Ablation.OfMlps([3], Positions.LastPreLabel);
Console.WriteLine(ablation);
using (AblationScope.Apply(model, ablation))
    LogitLens.Read(model, set);

// Replace: any point, any tensor of its shape. Only the last token's logits are computed.
var text = model.Batch("apple: fruit. tennis:");
using (model.Hook(HookPoint.MlpOut(3), (x, _) => HookResult.Replace(x * 0.5)))
    model.Logits(text, Positions.Last).Dispose();

// Read any text: what would each state say next? Or go through the blocks by hand.
var likeliest = LogitLens.Tokens(model, text.Sequences, Positions.Last, new TokenLensOptions { Top = 1 });
Console.WriteLine($"state 1 says{model.Tokenizer.Decode([likeliest.At(prompt: 0, state: 1, token: text.Width - 1).Top[0].Token])}");
using var pass = model.Start(text, logits: Positions.Last);
while (pass.Step())
    Console.Write($"{pass.State} ");
Console.WriteLine();
