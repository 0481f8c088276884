#:project ../../src/Interp.Models
#:project ../../src/Interp.Datasets
#:property RunsTorch=true
using Interp.Core.LinearLenses;
using Interp.Core.Prompts;
using Interp.Datasets.Benchmarks;
using Interp.Models;
using Interp.Models.Lenses;

// Trains a tuned lens, keeps it as the Python package does, and prints how far each state is from what the model says.
using var model = Pretrained.Load("overthinker");
var texts = Unnatural.Load().Prompts(model.Tokenizer, Setting.Permuted, demonstrations: 12, count: 20, seed: 1).Prompts(PromptKind.False);
var folder = args is [var own] ? own : Directory.CreateTempSubdirectory("lens").FullName;
var held = TunedLensRun.Train(model, texts, folder, "overthinker", new TunedLensOptions { Steps = 40, BatchTokens = 256 });
for (var state = 0; state < model.Info.Layers; state++)
    Console.WriteLine($"state {state}: logit lens {held.MeanOfLogit(state):0.00} nats, tuned lens {held.MeanOfTuned(state):0.00}");
