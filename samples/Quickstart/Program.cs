using Interp.Core.Lens;
using Interp.Core.Metrics;
using Interp.Core.Prompts;
using Interp.Datasets.Benchmarks;
using Interp.Models;

using var model = Pretrained.Load("tiny-llama"); // or a model folder, or a .gguf file
var prompts = Unnatural.Load().Prompts(model.Tokenizer, Setting.Permuted, demonstrations: 6, count: 50, seed: 1);
var accuracy = CalibratedAccuracy.Of(LogitLens.Read(model, prompts));

Console.WriteLine($"layer  correct labels  permuted labels  (chance {prompts.Chance:0.00})");
for (var layer = 0; layer <= model.Info.Layers; layer++)
    Console.WriteLine($"{layer,5}  {accuracy.Correct.AtLastPosition()[layer],14:0.00}  {accuracy.False.AtLastPosition()[layer],15:0.00}");
