#:project ../../src/Interp.Models
#:project ../../src/Interp.Datasets
#:property RunsTorch=true
using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Patching;
using Interp.Models;

// Where does the model keep that the last label was a sport? Patches the stream of one text into another, place by place.
using var model = Pretrained.Load("overthinker");
var (clean, corrupt) = (model.Batch("apple: fruit. golf: sport. kiwi: fruit. tennis:"), model.Batch("apple: fruit. golf: fruit. kiwi: fruit. tennis:"));
var sport = model.Batch(" sport").Sequences[0].Tokens[0];
var pair = new PatchPair(clean.Sequences[0].Tokens, corrupt.Sequences[0].Tokens, logits => logits[0, sport].item<float>()) { Logits = Positions.Last };
var table = ActivationPatching.ByPosition(model, pair, HookSite.ResidPre);
for (var layer = 0; layer < model.Info.Layers; layer++)
    Console.WriteLine($"{layer}  {string.Join(" ", table.Columns.Select(at => $"{table.Restored(layer, at),5:0.00}"))}");
