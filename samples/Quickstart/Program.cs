using Interp.Core.Lens;
using Interp.Core.Metrics;
using Interp.Core.Prompts;
using Interp.Datasets.Benchmarks;
using Interp.Models;

using var model = Pretrained.Load("overthinker"); // or a model folder, a .gguf file, a hub id
var prompts = Unnatural.Load().Prompts(model.Tokenizer, Setting.Permuted, demonstrations: 12, count: 100, seed: 1);
var accuracy = CalibratedAccuracy.Of(LogitLens.Read(model, prompts));

Console.WriteLine($"state  correct labels  permuted labels  (chance {prompts.Chance:0.00})");
for (var state = 0; state <= model.Info.Layers; state++)
    Console.WriteLine($"{state,5}  {accuracy.Correct.AtLastDemonstration()[state],14:0.00}  {accuracy.False.AtLastDemonstration()[state],15:0.00}");
