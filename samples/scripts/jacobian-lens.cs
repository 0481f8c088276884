#:project ../../src/Interp.Models
#:project ../../src/Interp.Datasets
#:property RunsTorch=true
using Interp.Core.Batches;
using Interp.Core.Lens;
using Interp.Core.LinearLenses;
using Interp.Core.Prompts;
using Interp.Datasets.Benchmarks;
using Interp.Models;
using Interp.Models.Lenses;

// Computes a Jacobian lens, keeps it as jlens does, and prints what each state of a text is disposed to say.
using var model = Pretrained.Load("overthinker");
var texts = Unnatural.Load().Prompts(model.Tokenizer, Setting.Permuted, demonstrations: 8, count: 2, seed: 1).Prompts(PromptKind.Correct);
using var lens = JacobianLens.Compute(model, texts);
JacobianLensFile.Save(args is [var own] ? own : Path.Combine(Path.GetTempPath(), "jacobian.pt"), lens, model, texts.Count);
var options = new TokenLensOptions { Top = 1, Readout = new LinearLensReadout(model, lens) };
var reading = LogitLens.Tokens(model, model.Batch("apple: fruit. tennis: sport. kiwi:").Sequences, Positions.Last, options);
foreach (var state in reading.States)
    Console.WriteLine($"state {state}: {model.Tokenizer.Decode([reading.At(0, state, reading.TokensOf(0)[^1]).Top[0].Token])}");
