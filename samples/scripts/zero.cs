#:project ../../src/Interp.Models
#:project ../../src/Interp.Datasets
#:property RunsTorch=true
using Interp.Core.Ablations;
using Interp.Core.Batches;
using Interp.Core.Transformer;
using Interp.Models;

// Zeroes one head, at the last token, for as long as the scope lasts: what becomes of the three likeliest words?
using var model = Pretrained.Load("overthinker");
var text = model.Batch("apple: animal. tennis: plant. oak: fruit. kiwi:");
using var before = model.Logits(text, Positions.Last); // [1, 1, d_vocab]
using var scope = AblationScope.Apply(model, Ablation.OfHeads([new HeadId(3, 0)], Positions.Last));
using var after = model.Logits(text, Positions.Last);
foreach (var id in before.topk(3).indexes.data<long>())
    Console.WriteLine($"{model.Tokenizer.Decode([(int)id]),10} {before[0, 0, id].item<float>(),6:0.00} -> {after[0, 0, id].item<float>(),6:0.00}");
