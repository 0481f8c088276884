using Interp.Core.Ablations;
using Interp.Core.Batches;
using Interp.Core.Caching;
using Interp.Core.Hooks;
using Interp.Core.Prompts;
using Interp.Core.Replays;
using Interp.Core.Transformer;
using Interp.Datasets.Benchmarks;
using Interp.Models;

using var model = Pretrained.Load("tiny-llama");
var prompts = Unnatural.Load().Prompts(model.Tokenizer, Setting.Permuted, demonstrations: 6, count: 4, seed: 1);
var batch = Batch.Of(prompts.Prompts(PromptKind.False));

// Listen: of block 2's attention only the rows before the labels are computed, and nothing else is kept.
var request = new CacheRequest { Sites = [HookSite.Pattern], Layers = [2], Positions = Positions.PreLabel };
using (var cache = ActivationCache.Record(model, batch, request))
    Console.WriteLine($"{HookPoint.Pattern(2)} [{string.Join(", ", cache[HookPoint.Pattern(2)].shape)}]");

// Replace: any point, any tensor of its shape; removed when the scope ends.
using (model.Hook(HookPoint.MlpOut(3), (x, _) => HookResult.Replace(x * 0.5)))
    model.Logits(batch).Dispose();

// Ablate: values that print, compare and go to JSON and back.
var ablation = Ablation.OfHeads([new HeadId(2, 1), new HeadId(3, 0)], Positions.LastPreLabel) | Ablation.OfMlps([3], Positions.LastPreLabel);
Console.WriteLine(ablation);
using (AblationScope.Apply(model, ablation))
    model.Logits(batch).Dispose();

// Replay: every head's ablation, batched, for a fraction of one more pass.
var heads = Enumerable.Range(0, model.Info.Layers).SelectMany(layer => Enumerable.Range(0, model.Info.Heads).Select(head => new HeadId(layer, head)));
using var replay = Replay.Record(model, batch, Positions.LastPreLabel);
var scores = replay.Lens([.. heads.Select(head => Ablation.OfHeads([head], Positions.LastPreLabel))], prompts.LabelTokens);
Console.WriteLine($"{scores.Count} ablations x {scores[0].Prompts} prompts x {scores[0].States.Length} states x {scores[0].Labels} labels");
